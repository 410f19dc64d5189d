/** The painter against a naive one that asks, for every pixel of the screen, what lies there. */
import { createRandom } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { type Camera, fit, oneToOne, toImage, toScreen, zoomAt } from './camera.ts'
import { createGround } from './ground.ts'
import { paintImage, pyramidOf } from './paint-image.ts'
import { type Overlay, paintOverlay } from './paint-overlay.ts'

const random = createRandom(3)
const [width, height] = [20, 14]
const view = { width: 150, height: 90 }
const grey = {
  width,
  height,
  channels: 1,
  sampleType: 'uint8' as const,
  pixels: Float32Array.from({ length: width * height }, () => random.integer(256)),
}
const backdrop = 0x00123456

/** Image pixel under a screen pixel, or undefined. */
function under({ scale, x, y }: Camera, column: number, row: number): number | undefined {
  const [u, v] = [Math.floor((column + 0.5 - x) / scale), Math.floor((row + 0.5 - y) / scale)]
  return u < 0 || v < 0 || u >= width || v >= height ? undefined : v * width + u
}

describe('the image layer', () => {
  it.each([
    { scale: 4, x: 13, y: 9 },
    { scale: 2.7, x: -11.5, y: 20.25 },
    { scale: 64, x: -300, y: -200 },
  ])('is crisp from twice its size on: %o', camera => {
    const out = new Uint32Array(view.width * view.height)
    paintImage(out, view, pyramidOf(grey), camera, { low: 0, high: 255 }, backdrop)
    const expected = out.map((_, i) => {
      const pixel = under(camera, i % view.width, Math.floor(i / view.width))
      return pixel === undefined ? backdrop : (0xff000000 | (grey.pixels[pixel]! * 0x010101)) >>> 0
    })
    expect(new Set(expected).size).toBeGreaterThan(3)
    expect(out).toEqual(expected)
  })

  it('maps a window, upside down too, and shows colours in their order', () => {
    const colour = { ...grey, channels: 3, width: 1, height: 1, pixels: Float32Array.of(50, 100, 300) }
    const one = (low: number, high: number): number => {
      const out = new Uint32Array(1)
      paintImage(out, { width: 1, height: 1 }, pyramidOf(colour), { scale: 4, x: 0, y: 0 }, { low, high }, 0)
      return out[0]!
    }
    expect(one(50, 305)).toBe(0xfffa3200)
    expect(one(305, 50)).toBe(0xff05cdff)
    expect(one(7, 7)).toBe(0xff808080)
  })

  it('far out shows the mean of what a pixel covers', () => {
    const large = { ...grey, width: 512, height: 512, pixels: new Float32Array(512 * 512) }
    for (let i = 0; i < large.pixels.length; i++) large.pixels[i] = (i % 2) * 200
    const out = new Uint32Array(64 * 64)
    paintImage(out, { width: 64, height: 64 }, pyramidOf(large), { scale: 1 / 8, x: 0, y: 0 }, { low: 0, high: 255 }, 0)
    expect(new Set(out)).toEqual(new Set([0xff646464]))
  })
})

describe('the layer of labels and regions', () => {
  const leaves = Int32Array.from({ length: width * height }, (_, i) => (i % width < 9 ? 0 : i < width * 6 ? 1 : 2))
  const labels = Uint8Array.from({ length: width * height }, (_, i) => (i % width > 14 ? 1 : 0))
  const labelColours = new Int32Array(256).fill(-1)
  labelColours[1] = 0x0000ff
  const plain: Overlay = {
    width,
    height,
    regions: {
      leaves,
      lookup: Int32Array.of(0, 1, 1),
      colours: new Uint8Array(9),
      bounds: new Int32Array(12),
      hovered: -1,
      mark: 0,
    },
    regionStyle: 'outline',
    labels,
    labelColours,
    opacity: 1,
    line: 1,
    labelLine: 1,
  }
  const camera = { scale: 5, x: 10, y: 5 }
  const paint = (overlay: Overlay): Uint32Array => {
    const base = new Uint32Array(view.width * view.height).fill(0xff000000)
    const out = new Uint32Array(base.length)
    paintOverlay(out, base, createGround(view, camera, overlay, leaves), overlay)
    return out
  }

  it('draws a line where, and only where, the region changes by the lookup table', () => {
    const out = paint({ ...plain, labels: new Uint8Array(width * height) })
    const region = (column: number, row: number): number | undefined => {
      const pixel = under(camera, column, row)
      return pixel === undefined ? undefined : plain.regions!.lookup[leaves[pixel]!]
    }
    const lines = Array.from(out, (_, i) => {
      const [x, y] = [i % view.width, Math.floor(i / view.width)]
      const [here, right, below] = [region(x, y), region(x + 1, y), region(x, y + 1)]
      return here !== undefined && ((right ?? here) !== here || (below ?? here) !== here)
    })
    expect(Array.from(out, colour => colour !== 0xff000000)).toEqual(lines)
    // Leaves 1 and 2 are one region: no line between them.
    expect(out[45 * view.width + 80]).toBe(0xff000000)
  })

  it('paints a part of the screen as it paints the whole, and nothing beside it', () => {
    const base = new Uint32Array(view.width * view.height).fill(0xff102030)
    for (const camera of [
      { scale: 5, x: 10, y: 5 },
      { scale: 0.7, x: 30, y: 20 },
      { scale: 30, x: -200, y: -100 },
    ]) {
      const whole = new Uint32Array(base.length)
      const overlay = { ...plain, labelLine: 2, regions: { ...plain.regions!, marked: Uint8Array.of(0, 1, 0) } }
      const ground = createGround(view, camera, overlay, leaves)
      paintOverlay(whole, base, ground, overlay)
      for (let n = 0; n < 30; n++) {
        const [left, top] = [random.integer(view.width), random.integer(view.height)]
        const box = { left, top, width: 1 + random.integer(60), height: 1 + random.integer(60) }
        const part = new Uint32Array(base.length).fill(7)
        paintOverlay(part, base, ground, overlay, box)
        for (let i = 0; i < part.length; i++) {
          const [x, y] = [i % view.width, Math.floor(i / view.width)]
          const isInside = x >= left && x < left + box.width && y >= top && y < top + box.height
          if (part[i] !== (isInside ? whole[i] : 7)) expect([x, y, part[i]]).toEqual([x, y, isInside ? whole[i] : 7])
        }
      }
    }
  })

  it('fills labels in their colours, and not those that are hidden', () => {
    const out = paint({ ...plain, regionStyle: 'none' })
    for (let i = 0; i < out.length; i++) {
      const pixel = under(camera, i % view.width, Math.floor(i / view.width))
      const middle = (i % view.width) % 5 === 2
      if (middle) expect(out[i]).toBe(pixel !== undefined && labels[pixel] === 1 ? 0xff0000ff : 0xff000000)
    }
    const hidden = paint({ ...plain, regionStyle: 'none', labelColours: new Int32Array(256).fill(-1) })
    expect(new Set(hidden)).toEqual(new Set([0xff000000]))
  })
})

describe('the camera', () => {
  it('keeps the image still under the pointer while it zooms, and fits it whole', () => {
    const at = { x: 70, y: 31 }
    let camera = fit({ width, height }, view)
    const [corner, end] = [toScreen(camera, { x: 0, y: 0 }), toScreen(camera, { x: width, y: height })]
    expect(corner.x + end.x).toBeCloseTo(view.width)
    expect(Math.min(corner.x, corner.y)).toBeGreaterThan(0)
    const held = toImage(camera, at)
    for (const factor of [1.3, 0.2, 9, 1.1]) {
      camera = zoomAt(camera, at, factor)
      expect(toImage(camera, at).x).toBeCloseTo(held.x)
      expect(toImage(camera, at).y).toBeCloseTo(held.y)
    }
    expect(oneToOne(camera, view, 2).scale).toBe(2)
  })
})
