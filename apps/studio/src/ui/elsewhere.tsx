import { words } from './words/index.ts'

/** What a tab shows while another one has the session. */
export function Elsewhere({ onTake }: { readonly onTake: () => void }) {
  const t = words.value
  return (
    <main class="elsewhere">
      <div class="drop">
        <h1>{t.title}</h1>
        <p role="status">{t.elsewhere}</p>
        <div class="buttons">
          <button type="button" class="primary" onClick={onTake}>
            {t.workHere}
          </button>
        </div>
      </div>
    </main>
  )
}
