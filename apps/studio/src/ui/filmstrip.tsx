/** All images of the session in a row, with done marks; and the slices of a volume. */
import { useEffect, useRef } from 'preact/hooks'
import type { App } from '../state/app.ts'
import type { Thumbnail } from '../state/thumbnails.ts'
import { Icon } from './icons.tsx'
import { words } from './words/index.ts'

export function Filmstrip({ app }: { readonly app: App }) {
  const { studio, editing } = app
  const images = studio.images.value
  if (images.length < 2) return null
  const t = words.value
  const current = studio.shown.value?.place.image
  const done = new Set(studio.document.value.done)
  return (
    <nav class="filmstrip" aria-label={t.images}>
      <ol>
        {images.map(({ id, name, depth }) => (
          <li key={id} class={id === current ? 'current' : ''}>
            <button
              type="button"
              aria-current={id === current ? 'true' : undefined}
              title={name}
              onClick={() => void app.opening.go({ image: id, slice: depth >> 1 })}
            >
              <Picture thumbnail={app.thumbnails.value.get(id)} />
              <span>{name}</span>
            </button>
            <button
              type="button"
              class="done"
              aria-label={`${t.done}: ${name}`}
              title={t.done}
              aria-pressed={done.has(id)}
              onClick={() => editing.run({ do: 'done', image: id, done: !done.has(id) })}
            >
              <Icon name="check" />
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}

function Picture({ thumbnail }: { readonly thumbnail: Thumbnail | undefined }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (canvas.current === null || thumbnail === undefined) return
    const { width, height, pixels } = thumbnail
    canvas.current.width = width
    canvas.current.height = height
    const data = new ImageData(new Uint8ClampedArray(pixels.slice().buffer), width, height)
    canvas.current.getContext('2d')!.putImageData(data, 0, 0)
  }, [thumbnail])
  return <canvas ref={canvas} class="thumbnail" width={1} height={1} />
}

export function Slices({ app }: { readonly app: App }) {
  const { shown, shownImage } = app.studio
  const [at, image] = [shown.value, shownImage.value]
  if (at === undefined || image === undefined || image.depth < 2) return null
  const t = words.value
  return (
    <label class="slices">
      <span class="slice-count">{t.sliceOf(at.place.slice + 1, image.depth)}</span>
      <input
        type="range"
        min="0"
        max={image.depth - 1}
        step="1"
        value={at.place.slice}
        aria-label={t.slice}
        aria-valuetext={t.sliceOf(at.place.slice + 1, image.depth)}
        onInput={event => void app.opening.go({ image: at.place.image, slice: Number(event.currentTarget.value) })}
      />
    </label>
  )
}
