/** Paints a section of a volume pixel by pixel; the page stretches it to its true proportions. */
import type { Image } from '@cuts/core'
import type { DisplayWindow } from '@cuts/runtime/pictures'
import { createGround } from './ground.ts'
import { paintImage, pyramidOf } from './paint-image.ts'
import { paintOverlay } from './paint-overlay.ts'

const camera = { scale: 1, x: 0, y: 0 }

export function paintSection(
  canvas: HTMLCanvasElement,
  image: Image,
  labels: Uint8Array,
  window: DisplayWindow,
  labelColours: Int32Array,
  opacity: number,
): void {
  const { width, height } = image
  const data = new ImageData(width, height)
  const base = new Uint32Array(width * height)
  paintImage(base, image, pyramidOf(image), camera, window, 0)
  const overlay = { width, height, regionStyle: 'none', labels, labelColours, opacity, line: 1, labelLine: 1 } as const
  paintOverlay(new Uint32Array(data.data.buffer), base, createGround(image, camera, image), overlay)
  canvas.width = width
  canvas.height = height
  canvas.getContext('2d')!.putImageData(data, 0, 0)
}
