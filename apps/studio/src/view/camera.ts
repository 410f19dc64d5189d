/** Where the image lies on the screen. Screen positions are device pixels; image positions have pixel (0, 0) reach from (0, 0) to (1, 1). */
import type { FrameSize } from './sizes.ts'

export interface Camera {
  /** Device pixels an image pixel. */
  readonly scale: number
  /** Screen position of the image's corner. */
  readonly x: number
  readonly y: number
}

export interface Position {
  readonly x: number
  readonly y: number
}

/** Share of the view that a fitted image fills. */
const fitted = 0.94
const largestScale = 64
const smallestScale = 0.01

/** The whole image in the middle of the view. */
export function fit(image: FrameSize, view: FrameSize): Camera {
  const scale = Math.max(1e-6, Math.min(view.width / image.width, view.height / image.height) * fitted)
  return { scale, x: (view.width - image.width * scale) / 2, y: (view.height - image.height * scale) / 2 }
}

/** One image pixel for each `ratio` device pixels, edge on edge, around the middle of the view. */
export function oneToOne(camera: Camera, view: FrameSize, ratio: number): Camera {
  const { scale, x, y } = scaledAt(camera, { x: view.width / 2, y: view.height / 2 }, ratio)
  return { scale, x: Math.round(x), y: Math.round(y) }
}

/** Zooms so that the image stays put under a screen position. */
export function zoomAt(camera: Camera, at: Position, factor: number): Camera {
  return scaledAt(camera, at, Math.min(largestScale, Math.max(smallestScale, camera.scale * factor)))
}

function scaledAt({ scale, x, y }: Camera, at: Position, next: number): Camera {
  const by = next / scale
  return { scale: next, x: at.x - (at.x - x) * by, y: at.y - (at.y - y) * by }
}

export function panBy({ scale, x, y }: Camera, dx: number, dy: number): Camera {
  return { scale, x: x + dx, y: y + dy }
}

/** The same middle of the image in a view of another size. */
export function resized(camera: Camera, from: FrameSize, to: FrameSize): Camera {
  return panBy(camera, (to.width - from.width) / 2, (to.height - from.height) / 2)
}

export function toImage({ scale, x, y }: Camera, at: Position): Position {
  return { x: (at.x - x) / scale, y: (at.y - y) / scale }
}

export function toScreen({ scale, x, y }: Camera, at: Position): Position {
  return { x: at.x * scale + x, y: at.y * scale + y }
}
