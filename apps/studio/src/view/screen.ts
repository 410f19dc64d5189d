/**
 * A canvas and its layers. The image layer and the leaf under every pixel of the screen are kept, so that what changes
 * over them costs one pass, and what changes in one place is painted there alone.
 */
import type { DisplayWindow } from '@cuts/runtime/pictures'
import { type Camera, toScreen } from './camera.ts'
import { createGround, type Ground } from './ground.ts'
import { type Pyramid, paintImage } from './paint-image.ts'
import { type Overlay, paintOverlay, type ScreenBox } from './paint-overlay.ts'
import type { FrameSize } from './sizes.ts'

export interface Scene {
  readonly pyramid: Pyramid
  readonly window: DisplayWindow
  readonly camera: Camera
  /** Undefined for the bare image. */
  readonly overlay?: Overlay | undefined
}

export interface Screen {
  /** Paints a scene. `touched` holds all pixels of its labels that have changed in place since the last one. */
  readonly paint: (scene: Scene | undefined, touched?: ScreenBox) => void
}

/** Device pixels a CSS pixel, as far as the painter follows. */
export const pixelRatio = (): number => Math.min(2, window.devicePixelRatio || 1)

export function createScreen(canvas: HTMLCanvasElement): Screen {
  const context = canvas.getContext('2d')!
  let base = new Uint32Array(0)
  let data = new ImageData(1, 1)
  let painted: Scene | undefined
  let ground: Ground | undefined
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
      const part = isSame ? differenceOf(painted!, scene, touched) : 'all'
      if (!isSame) {
        paintImage(base, view, pyramid, camera, window, 0)
        ground = undefined
      }
      painted = scene
      if (part === undefined) return
      const out = new Uint32Array(data.data.buffer)
      if (overlay === undefined) out.set(base)
      else {
        const { leaves } = overlay.regions ?? {}
        if (ground === undefined || ground.leaves !== leaves) ground = createGround(view, camera, overlay, leaves)
        if (part !== 'all') {
          const box = onScreen(part, camera, view, overlay.labelLine)
          paintOverlay(out, base, ground, overlay, box)
          if (box.width > 0 && box.height > 0)
            context.putImageData(data, 0, 0, box.left, box.top, box.width, box.height)
          return
        }
        paintOverlay(out, base, ground, overlay)
      }
      context.putImageData(data, 0, 0)
    },
  }
}

/** Where in the image two scenes by the same camera differ; undefined if nowhere, `all` where that is not known. */
function differenceOf(before: Scene, after: Scene, touched: ScreenBox | undefined): ScreenBox | 'all' | undefined {
  const [a, b] = [before.overlay, after.overlay]
  if (a === undefined || b === undefined) return a === b ? undefined : 'all'
  const { regions: oldRegions, labels: oldLabels, ...old } = a
  const { regions, labels, ...others } = b
  const isAlike =
    labels.buffer === oldLabels.buffer && labels.byteOffset === oldLabels.byteOffset && areAlike(old, others)
  if (!isAlike) return 'all'
  if (regions === undefined || oldRegions === undefined) return regions === oldRegions ? touched : 'all'
  const { hovered: left, ...oldTables } = oldRegions
  const { hovered: entered, ...tables } = regions
  if (!areAlike(oldTables, tables)) return 'all'
  if (left === entered) return touched
  let box = touched
  for (let leaf = 0; leaf < regions.lookup.length; leaf++) {
    const region = regions.lookup[leaf]!
    if (region === left || region === entered) box = around(box, regions.bounds, 4 * leaf)
  }
  return box
}

/** A box with the one at `k` in a list of first and last columns and rows. */
function around(box: ScreenBox | undefined, bounds: Int32Array, k: number): ScreenBox {
  const left = Math.min(box?.left ?? bounds[k]!, bounds[k]!)
  const top = Math.min(box?.top ?? bounds[k + 1]!, bounds[k + 1]!)
  const right = Math.max(box === undefined ? 0 : box.left + box.width, bounds[k + 2]! + 1)
  const bottom = Math.max(box === undefined ? 0 : box.top + box.height, bounds[k + 3]! + 1)
  return { left, top, width: right - left, height: bottom - top }
}

function areAlike<Fields extends object>(a: Fields, b: Fields): boolean {
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
