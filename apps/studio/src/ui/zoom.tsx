/** Zoom buttons and the scale bar, over the image. */
import type { App } from '../state/app.ts'
import { oneToOne, zoomAt } from '../view/camera.ts'
import { pixelRatio } from '../view/screen.ts'
import { IconButton } from './button.tsx'
import { number, words } from './words/index.ts'

export function Zoom({ app }: { readonly app: App }) {
  const { settings } = app.studio
  const t = words.value
  const by = (factor: number): void => {
    const { width, height } = settings.view.value
    settings.fitted.value = false
    settings.camera.value = zoomAt(settings.camera.value, { x: width / 2, y: height / 2 }, factor)
  }
  return (
    <div class="zoom">
      <IconButton icon="minus" name={t.zoomOut} onClick={() => by(1 / 1.4)} />
      <button
        type="button"
        class="small"
        title={`${t.actual} (0)`}
        onClick={() => {
          settings.fitted.value = false
          settings.camera.value = oneToOne(settings.camera.value, settings.view.value, pixelRatio())
        }}
      >
        {number((100 * settings.camera.value.scale) / pixelRatio())} %
      </button>
      <IconButton icon="plus" name={t.zoomIn} onClick={() => by(1.4)} />
      <IconButton
        icon="fit"
        name={t.fit}
        shortcut="F"
        onClick={() => {
          settings.fitted.value = true
        }}
      />
    </div>
  )
}

/** Longest scale bar, CSS pixels. */
const longest = 140

export function ScaleBar({ app }: { readonly app: App }) {
  const at = app.studio.shown.value
  if (at === undefined) return null
  const spacing = at.image.geometry?.spacingMm[0]
  const perUnit = app.studio.settings.camera.value.scale / pixelRatio() / (spacing ?? 1)
  const most = longest / perUnit
  const power = 10 ** Math.floor(Math.log10(most))
  const length = ([5, 2, 1].find(step => step * power <= most) ?? 1) * power
  const [value, unit] = spacing === undefined ? [length, 'px'] : length < 1 ? [1000 * length, 'µm'] : [length, 'mm']
  if (spacing === undefined && length < 1) return null
  return (
    <div class="scale-bar" aria-hidden="true">
      <span style={{ inlineSize: `${length * perUnit}px` }} />
      {number(value, 3)} {unit}
    </div>
  )
}
