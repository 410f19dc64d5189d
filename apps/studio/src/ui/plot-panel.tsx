/** The plot of the segments: alike ones lie close together. A lasso picks there what is lit in the image. */
import { plotSide } from '@cuts/runtime/pictures'
import { useSignal } from '@preact/signals'
import type { Point } from '../engine/index.ts'
import type { App } from '../state/app.ts'
import type { Dot } from '../state/plot.ts'
import { number, words } from './words/index.ts'

export function PlotPanel({ app }: { readonly app: App }) {
  const { plot } = app
  const t = words.value.plot
  const count = plot.picked.value.size
  return (
    <details
      class="panel plot"
      open={plot.isOpen.value}
      onToggle={event => {
        plot.isOpen.value = event.currentTarget.open
      }}
    >
      <summary>{t.title}</summary>
      {plot.isOpen.value && (
        <>
          <p class="hint">{t.hint}</p>
          <Dots app={app} />
          <p class="hint" role="status">
            {t.picked(number(count), number(plot.dots.value.length))}
          </p>
          <div class="buttons">
            <button type="button" class="small primary" disabled={count === 0} onClick={() => app.takePlotted(false)}>
              {t.take}
            </button>
            <button type="button" class="small" disabled={count === 0} onClick={() => app.takePlotted(true)}>
              {t.takeAway}
            </button>
            <button type="button" class="small" disabled={count === 0} onClick={plot.clear}>
              {t.none}
            </button>
          </div>
        </>
      )}
    </details>
  )
}

function Dots({ app }: { readonly app: App }) {
  const { plot, studio } = app
  const line = useSignal<readonly Point[]>([])
  /** The dot that the keyboard is at. */
  const cursor = useSignal<number | undefined>(undefined)
  const dots = plot.dots.value
  const [labels, pointed, picked] = [plot.labels.value, plot.pointed.value, plot.picked.value]
  const colours = new Map(studio.document.value.labels.map(({ id, colour }) => [id, `rgb(${colour.join(' ')})`]))
  const at = (event: PointerEvent): Point => {
    const { left, top, width } = (event.currentTarget as Element).getBoundingClientRect()
    return { x: ((event.clientX - left) * plotSide) / width, y: ((event.clientY - top) * plotSide) / width }
  }
  const kind = (dot: number): string =>
    [picked.has(dot) ? 'picked' : '', pointed.has(dot) ? 'pointed' : '', cursor.value === dot ? 'cursor' : ''].join(' ')
  // What is marked lies over the others.
  const rank = (dot: number): number => (picked.has(dot) || pointed.has(dot) ? 2 : labels[dot] ? 1 : 0)
  const order = [...dots.keys()].sort((a, b) => rank(a) - rank(b) || a - b)
  return (
    <svg
      role="application"
      aria-label={words.value.plot.title}
      aria-description={words.value.plot.keys}
      tabindex={0}
      viewBox={`0 0 ${plotSide} ${plotSide}`}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId)
        line.value = [at(event)]
      }}
      onPointerMove={event => {
        if (line.value.length > 0) line.value = [...line.value, at(event)]
      }}
      onPointerUp={event => {
        plot.lasso(line.value, event.shiftKey)
        line.value = []
      }}
      onPointerCancel={() => {
        line.value = []
      }}
      onKeyDown={event => {
        const next = neighbour(dots, cursor.value, event.key)
        if (next !== undefined) cursor.value = next
        else if (event.key === ' ' && cursor.value !== undefined) plot.toggle(cursor.value)
        else if (event.key === 'Enter') app.takePlotted(event.shiftKey || event.altKey)
        else if (event.key === 'Escape') plot.clear()
        else return
        event.preventDefault()
      }}
    >
      {order.map(dot => (
        <circle
          key={dot}
          cx={dots[dot]!.x}
          cy={dots[dot]!.y}
          r={dots[dot]!.size / 2}
          class={kind(dot)}
          style={labels[dot] ? { fill: colours.get(labels[dot]!) } : undefined}
        />
      ))}
      {line.value.length > 1 && <path d={`M${line.value.map(({ x, y }) => `${x} ${y}`).join('L')}Z`} />}
    </svg>
  )
}

const directions: { readonly [key: string]: readonly [number, number] } = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** The nearest dot in the direction of an arrow key; the first one at the beginning. */
function neighbour(dots: readonly Dot[], from: number | undefined, key: string): number | undefined {
  const direction = directions[key]
  if (direction === undefined || dots.length === 0) return undefined
  if (from === undefined) return 0
  let [best, least] = [from, Number.POSITIVE_INFINITY]
  for (const [dot, { x, y }] of dots.entries()) {
    const [dx, dy] = [x - dots[from]!.x, y - dots[from]!.y]
    const [along, across] = [dx * direction[0] + dy * direction[1], Math.abs(dx * direction[1] + dy * direction[0])]
    if (along > 0 && across <= 2 * along && along + 2 * across < least) [best, least] = [dot, along + 2 * across]
  }
  return best
}
