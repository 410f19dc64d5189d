/** What is seen before anything is open. */
import { useEffect, useRef } from 'preact/hooks'
import { pickedFiles, sampleFiles } from '../files/sources.ts'
import type { App } from '../state/app.ts'
import { words } from './words/index.ts'

export function Welcome({ app }: { readonly app: App }) {
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  useEffect(() => {
    // Not an attribute that JSX knows, but one that all browsers do.
    folder.current?.setAttribute('webkitdirectory', '')
  }, [])
  const t = words.value
  const open = (list: FileList | null): void => void app.opening.open(pickedFiles(list ?? []))
  return (
    <div class="welcome">
      <div class="drop">
        <h2>{t.tagline}</h2>
        <p>{t.dropHere}</p>
        <div class="buttons">
          <button type="button" class="primary" onClick={() => files.current?.click()}>
            {t.open}
          </button>
          <button type="button" onClick={() => folder.current?.click()}>
            {t.openFolder}
          </button>
          <button type="button" onClick={async () => app.opening.open(await sampleFiles())}>
            {t.samples}
          </button>
        </div>
        <p class="private">{t.private}</p>
        <input ref={files} type="file" multiple hidden onChange={event => open(event.currentTarget.files)} />
        <input ref={folder} type="file" hidden onChange={event => open(event.currentTarget.files)} />
      </div>
    </div>
  )
}
