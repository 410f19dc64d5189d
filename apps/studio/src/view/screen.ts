/** A canvas and its two layers. The image layer is kept, so that what changes over it costs one pass. */
import type { DisplayWindow } from '@cuts/runtime/pictures'
import type { Camera } from './camera.ts'
import { type Pyramid, paintImage } from './paint-image.ts'
import { type Overlay, paintOverlay } from './paint-overlay.ts'

export interface Scene {
  readonly pyramid: Pyramid
  readonly window: DisplayWindow
  readonly camera: Camera
  /** Undefined for the bare image. */
  readonly overlay?: Overlay | undefined
}

export interface Screen {
  readonly paint: (scene: Scene | undefined) => void
}

/** Device pixels a CSS pixel, as far as the painter follows. */
export const pixelRatio = (): number => Math.min(2, window.devicePixelRatio || 1)

export function createScreen(canvas: HTMLCanvasElement): Screen {
  const context = canvas.getContext('2d')!
  let base = new Uint32Array(0)
  let data = new ImageData(1, 1)
  let painted: Scene | undefined
  return {
    paint: scene => {
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
      if (!isSame) paintImage(base, view, pyramid, camera, window, 0)
      painted = scene
      const out = new Uint32Array(data.data.buffer)
      if (overlay === undefined) out.set(base)
      else paintOverlay(out, base, view, camera, overlay)
      context.putImageData(data, 0, 0)
    },
  }
}
