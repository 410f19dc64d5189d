/** The region at hand, what it is part of, and ways to more like it. */
import type { App } from '../state/app.ts'
import { IconButton } from './button.tsx'
import { describeArea } from './labels.tsx'
import { number, words } from './words/index.ts'

export function TreePanel({ app }: { readonly app: App }) {
  const { studio, tree } = app
  const t = words.value.tree
  const isReady = studio.regions.value !== undefined
  const pixel = tree.pointed.value
  const at = studio.shown.value
  const pins = at && studio.document.value.pins[`${at.place.image}/${at.place.slice}`]
  return (
    <details class="panel tree" open>
      <summary>{t.title}</summary>
      <div class="buttons">
        <button type="button" class="small" title={`${t.split} (T)`} disabled={pixel === undefined} onClick={app.split}>
          {t.split}
        </button>
        <button type="button" class="small" title={`${t.fuse} (J)`} disabled={pixel === undefined} onClick={app.fuse}>
          {t.fuse}
        </button>
        {pins !== undefined && (
          <button type="button" class="small" onClick={() => app.here(place => ({ do: 'even', place }))}>
            {t.even}
          </button>
        )}
      </div>
      <Ancestors app={app} />
      <div class="buttons">
        <button type="button" class="small" disabled={!isReady} onClick={tree.propose}>
          {t.proposals}
        </button>
        <button type="button" class="small" disabled={!isReady} onClick={app.findSimilar}>
          {t.similar}
        </button>
        <button type="button" class="small" disabled={!isReady} onClick={() => void app.everywhere.find()}>
          {t.everywhere}
        </button>
      </div>
      <FinderSteps app={app} />
    </details>
  )
}

function Ancestors({ app }: { readonly app: App }) {
  const { studio, tree } = app
  const t = words.value.tree
  const ancestors = tree.ancestors.value
  if (ancestors.length === 0) return <p class="hint">{t.point}</p>
  const spacing = studio.shown.value?.image.geometry?.spacingMm
  const longest = Math.max(1e-9, ...ancestors.map(({ lifetime }) => Math.log(lifetime)))
  return (
    <nav aria-label={t.ancestors}>
      <ol class="ancestors">
        {ancestors.map(({ node, area, lifetime, isShown }) => {
          const size = describeArea(area, spacing)
          const life = t.lifetime(number(lifetime, 2))
          const light = (): void => {
            studio.settings.lit.value = node
          }
          const dim = (): void => {
            studio.settings.lit.value = undefined
          }
          return (
            <li key={node}>
              <button
                type="button"
                aria-current={isShown ? 'true' : undefined}
                aria-label={t.take(size, life)}
                title={t.take(size, life)}
                onClick={() => app.take([node])}
                onPointerEnter={light}
                onPointerLeave={dim}
                onFocus={light}
                onBlur={dim}
              >
                <span>{size}</span>
                <meter min={0} max={1} value={Math.log(lifetime) / longest} aria-hidden="true" />
              </button>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}

function FinderSteps({ app }: { readonly app: App }) {
  const { studio, tree } = app
  const finder = studio.settings.finder.value
  const t = words.value.tree
  if (finder === undefined || finder.regions !== studio.regions.value) return null
  const [nodes, current] = [tree.nodes.value, tree.current.value]
  const { likeness } = studio.settings
  return (
    <section class="finder" aria-label={t[finder.kind]}>
      <header class="titled">
        <h3>{t[finder.kind]}</h3>
        <IconButton icon="close" name={words.value.close} onClick={tree.close} />
      </header>
      {finder.kind === 'similar' && (
        <label>
          <span>{t.likeness}</span>
          <input
            type="range"
            min="0.02"
            max="2"
            step="0.02"
            value={likeness.value}
            onInput={event => {
              likeness.value = Number(event.currentTarget.value)
            }}
          />
        </label>
      )}
      <p role="status">
        {current === undefined
          ? t.nothing
          : t.oneOf(
              number(finder.at + 1),
              number(nodes.length),
              describeArea(tree.areaOf(current), studio.shown.value?.image.geometry?.spacingMm),
            )}
      </p>
      <div class="buttons">
        <IconButton icon="left" name={t.previous} disabled={nodes.length < 2} onClick={() => tree.step(-1)} />
        <IconButton icon="right" name={t.next} disabled={nodes.length < 2} onClick={() => tree.step(1)} />
        <button type="button" class="small primary" disabled={current === undefined} onClick={app.accept}>
          {t.accept}
        </button>
      </div>
    </section>
  )
}
