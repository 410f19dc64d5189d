import { describe, expect, it } from 'vitest'
import type { Image } from '../image/image.ts'
import { reducePlanes } from '../image/working-size.ts'
import { enlargeAssignment } from './enlarge.ts'
import { superpixels } from './superpixels.ts'

const imageOf = (width: number, height: number, value: (x: number, y: number) => number): Image => ({
  width,
  height,
  channels: 1,
  sampleType: 'float32',
  pixels: Float32Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width))),
})

/** Superpixels of the image at a longer side of `side` px. */
function reduced({ width, height, pixels }: Image, side: number) {
  const planes = reducePlanes({ width, height, channels: 1, data: pixels }, side)
  return superpixels({ ...planes, dims: 1 }, { count: 16, compactness: 0.1 })
}

describe('enlargeAssignment', () => {
  it('is the assignment itself at the same size', () => {
    const image = imageOf(12, 9, x => x)
    const prototypes = reduced(image, 0)
    expect(enlargeAssignment(prototypes, image)).toBe(prototypes.assignment)
  })

  it('finds an edge to the pixel, though it lies inside a pixel of the reduced image', () => {
    const image = imageOf(96, 64, x => (x < 41 ? 10 : 200))
    const prototypes = reduced(image, 24)
    const labels = enlargeAssignment(prototypes, image)
    for (let i = 0; i < labels.length; i++)
      expect(prototypes.mean[labels[i]!]! > 105, `column ${i % 96}`).toBe(i % 96 >= 41)
  })

  it('gives each pixel a prototype that is near to it, and keeps all prototypes', () => {
    const image = imageOf(75, 110, (x, y) => Math.sin(x / 5) + Math.cos(y / 9))
    const prototypes = reduced(image, 30)
    const labels = enlargeAssignment(prototypes, image)
    const { width, height, assignment } = prototypes
    for (let y = 0; y < image.height; y++)
      for (let x = 0; x < image.width; x++) {
        const near: number[] = []
        for (const dy of [-1, 0, 1])
          for (const dx of [-1, 0, 1]) {
            const u = Math.min(width - 1, Math.max(0, Math.floor(((x + 0.5) * width) / image.width) + dx))
            const v = Math.min(height - 1, Math.max(0, Math.floor(((y + 0.5) * height) / image.height) + dy))
            near.push(assignment[v * width + u]!)
          }
        expect(near).toContain(labels[y * image.width + x])
      }
    expect(new Set(labels).size).toBe(prototypes.count)
  })

  it('decides by place alone in a constant image', () => {
    const image = imageOf(40, 40, () => 7)
    const prototypes = reduced(image, 20)
    const labels = enlargeAssignment(prototypes, image)
    for (let i = 0; i < labels.length; i++) {
      const [x, y] = [i % 40, Math.floor(i / 40)]
      expect(labels[i]).toBe(prototypes.assignment[Math.floor(y / 2) * 20 + Math.floor(x / 2)])
    }
  })
})
