/** A canvas and its two layers. The image layer is kept, so that what changes over it costs one pass. */
import type { DisplayWindow } from '@cuts/runtime/pictures'
import { type Camera, toScreen } from './camera.ts'
import { type Pyramid, paintImage } from './paint-image.ts'
import { type Overlay, paintOverlay, type ScreenBox } from './paint-overlay.ts'
import type { FrameSize } from './sizes.ts'

export interface Scene {
  readonly pyramid: Pyramid
  readonly window: DisplayWindow
  readonly camera: Camera
  /** Undefined for the bare image. */
  readonly overlay?: Overlay | undefined
  /** Counts all changes of labels but those of a stroke in progress. */
  readonly revision: number
}

export interface Screen {
  /** Paints a scene. `touched`, if it is known, holds all image pixels that a stroke has changed since the last one. */
  readonly paint: (scene: Scene | undefined, touched?: ScreenBox) => void
}

/** Device pixels a CSS pixel, as far as the painter follows. */
export const pixelRatio = (): number => Math.min(2, window.devicePixelRatio || 1)

export function createScreen(canvas: HTMLCanvasElement): Screen {
  const context = canvas.getContext('2d')!
  let base = new Uint32Array(0)
  let data = new ImageData(1, 1)
  let painted: Scene | undefined
  return {
    paint: (scene, touched) => {
      const view = { width: canvas.width, height: canvas.height }
      if (scene === undefined || view.width === 0 || view.height === 0) {
        context.clearRect(0, 0, view.width, view.height)
        painted = undefined
        return
      }
      if (data.width !== view.width || data.height !== view.height || base.length === 0) {
        base = new Uint32Array(view.width * view.height)
        data = new ImageData(view.width, view.height)
        painted = undefined
      }
      const { pyramid, window, camera, overlay } = scene
      const isSame = painted?.pyramid === pyramid && painted.window === window && painted.camera === camera
      const part = isSame && touched !== undefined && differOnlyInPixels(painted!, scene) ? touched : undefined
      if (!isSame) paintImage(base, view, pyramid, camera, window, 0)
      painted = scene
      const out = new Uint32Array(data.data.buffer)
      if (overlay === undefined) out.set(base)
      else if (part !== undefined) {
        const box = onScreen(part, camera, view, overlay.labelLine)
        paintOverlay(out, base, view, camera, overlay, box)
        if (box.width > 0 && box.height > 0) context.putImageData(data, 0, 0, box.left, box.top, box.width, box.height)
        return
      } else paintOverlay(out, base, view, camera, overlay)
      context.putImageData(data, 0, 0)
    },
  }
}

/** Whether a stroke in progress is all that can have changed. */
function differOnlyInPixels(before: Scene, after: Scene): boolean {
  const [a, b] = [before.overlay, after.overlay]
  if (a === undefined || b === undefined || before.revision !== after.revision) return false
  const { regions: oldRegions, labels: oldLabels, ...old } = a
  const { regions, labels, ...others } = b
  return (
    labels.buffer === oldLabels.buffer &&
    labels.byteOffset === oldLabels.byteOffset &&
    alike(old, others) &&
    (regions === undefined ? oldRegions === undefined : oldRegions !== undefined && alike(oldRegions, regions))
  )
}

function alike<Fields extends object>(a: Fields, b: Fields): boolean {
  return (Object.keys(b) as (keyof Fields)[]).every(key => a[key] === b[key])
}

/** The part of the screen that shows a box of the image, with a margin for lines. */
function onScreen(box: ScreenBox, camera: Camera, view: FrameSize, margin: number): ScreenBox {
  const start = toScreen(camera, { x: box.left, y: box.top })
  const end = toScreen(camera, { x: box.left + box.width, y: box.top + box.height })
  const left = Math.max(0, Math.floor(start.x) - margin - 1)
  const top = Math.max(0, Math.floor(start.y) - margin - 1)
  const width = Math.max(0, Math.min(view.width, Math.ceil(end.x) + margin + 1) - left)
  return { left, top, width, height: Math.max(0, Math.min(view.height, Math.ceil(end.y) + margin + 1) - top) }
}
