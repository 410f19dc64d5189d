/** What is painted in parts, step by step, is what is painted at once. */
import { createRandom } from '@cuts/core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { pyramidOf } from './paint-image.ts'
import type { Overlay } from './paint-overlay.ts'
import { createScreen, type Scene } from './screen.ts'

const view = { width: 70, height: 50 }
const image = { width: 60, height: 40, channels: 1, sampleType: 'uint8' as const, pixels: new Float32Array(2400) }

/** As much of a canvas as the screen needs: the pixels that were put on it. */
function fakeCanvas() {
  const pixels = new Uint32Array(view.width * view.height)
  let area = 0
  const putImageData = (
    { data, width }: ImageData,
    _x: number,
    _y: number,
    left = 0,
    top = 0,
    columns: number = view.width,
    rows: number = view.height,
  ): void => {
    const from = new Uint32Array(data.buffer)
    area += columns * rows
    for (let y = top; y < top + rows; y++)
      for (let x = left; x < left + columns; x++) pixels[y * view.width + x] = from[y * width + x]!
  }
  const canvas = { ...view, getContext: () => ({ putImageData, clearRect: () => pixels.fill(0) }) }
  return { canvas: canvas as unknown as HTMLCanvasElement, pixels, area: () => area }
}

beforeAll(() => {
  vi.stubGlobal(
    'ImageData',
    class {
      readonly data: Uint8ClampedArray
      readonly width: number
      readonly height: number
      constructor(width: number, height: number) {
        this.width = width
        this.height = height
        this.data = new Uint8ClampedArray(4 * width * height)
      }
    },
  )
})
afterAll(() => vi.unstubAllGlobals())

it('a screen that is kept up to date shows what a new one would, and paints less', () => {
  const random = createRandom(5)
  // Leaves are blocks of ten pixels.
  const leaves = Int32Array.from({ length: 2400 }, (_, i) => Math.floor((i % 60) / 10) + 6 * Math.floor(i / 600))
  const bounds = Int32Array.from({ length: 24 * 4 }, (_, k) => {
    const [leaf, side] = [k >> 2, k & 3]
    const [left, top] = [(leaf % 6) * 10, Math.floor(leaf / 6) * 10]
    return [left, top, left + 9, top + 9][side]!
  })
  const labels = new Uint8Array(2400)
  const labelColours = new Int32Array(256).fill(0x3060f0)
  const lookups = [1, 2, 5].map(step => Int32Array.from({ length: 24 }, (_, leaf) => leaf - (leaf % step)))
  const pyramid = pyramidOf(image)
  const overlay: Overlay = {
    width: 60,
    height: 40,
    regions: { leaves, lookup: lookups[0]!, colours: new Uint8Array(72), bounds, hovered: -1, mark: 0 },
    regionStyle: 'outline',
    labels,
    labelColours,
    opacity: 0.5,
    line: 1,
    labelLine: 2,
  }
  let scene: Scene = { pyramid, window: { low: -1, high: 1 }, camera: { scale: 1.1, x: 2, y: 3 }, overlay }
  const kept = fakeCanvas()
  const screen = createScreen(kept.canvas)
  let whole = 0
  for (let n = 0; n < 200; n++) {
    const at = scene.overlay ?? overlay
    let touched: Parameters<typeof screen.paint>[1]
    const what = random.integer(12)
    if (what < 5) {
      const box = { left: random.integer(50), top: random.integer(30), width: 4, height: 6 }
      const label = random.integer(3)
      for (let y = box.top; y < box.top + box.height; y++)
        labels.fill(label, y * 60 + box.left, y * 60 + box.left + box.width)
      touched = box
      scene = { ...scene, overlay: at }
    } else if (what < 9)
      scene = { ...scene, overlay: { ...at, regions: { ...at.regions!, hovered: random.integer(25) - 1 } } }
    else if (what === 9)
      scene = { ...scene, overlay: { ...at, regions: { ...at.regions!, lookup: lookups[random.integer(3)]! } } }
    else if (what === 10) scene = { ...scene, camera: { scale: 0.5 + random.uniform(), x: 9, y: -4 } }
    else scene = { ...scene, overlay: scene.overlay === undefined ? overlay : undefined }
    screen.paint(scene, touched)
    const fresh = fakeCanvas()
    createScreen(fresh.canvas).paint(scene)
    whole += fresh.area()
    expect(kept.pixels, `after step ${n}`).toEqual(fresh.pixels)
  }
  expect(new Set(kept.pixels).size).toBeGreaterThan(2)
  expect(kept.area()).toBeLessThan(0.7 * whole)
})
