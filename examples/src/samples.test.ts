import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createRandom, type Image, type Mask } from '@cuts/core'
import { readImage } from '@cuts/formats'
import { describe, expect, it } from 'vitest'
import { brainPhantom } from './brain-phantom.ts'
import { fundusPhantom } from './fundus-phantom.ts'
import { sampleFiles } from './samples.ts'

const samples = sampleFiles()

describe('the committed samples', () => {
  it.each(samples.map(sample => [sample.path, sample.bytes] as const))(
    '%s is what the generator draws',
    async (path, bytes) => {
      const committed = new Uint8Array(await readFile(fileURLToPath(new URL(`../${path}`, import.meta.url))))
      const { volume } = await readImage([{ name: path, bytes: committed }])
      const drawn = await readImage([{ name: path, bytes }])
      expect(volume.channels).toBe(path.startsWith('fundus/images') ? 3 : 1)
      expect([volume.width, volume.height]).toEqual([128, 128])
      expect(volume).toEqual(drawn.volume)
    },
  )
})

/** The highest Dice that "brighter than t" reaches over all t, on the mean of the channels. */
function bestThresholdDice({ width, height, channels, pixels }: Image, mask: Mask): number {
  const area = width * height
  const grey = Float64Array.from({ length: area }, (_, i) => {
    let sum = 0
    for (let c = 0; c < channels; c++) sum += pixels[c * area + i]!
    return sum / channels
  })
  const order = Array.from(grey.keys()).sort((a, b) => grey[b]! - grey[a]!)
  const inside = mask.data.reduce((sum, value) => sum + value, 0)
  let best = 0
  let hits = 0
  for (const [k, i] of order.entries()) {
    hits += mask.data[i]!
    best = Math.max(best, (2 * hits) / (inside + k + 1))
  }
  return best
}

describe.each([
  ['fundus', fundusPhantom],
  ['brain', brainPhantom],
] as const)('the %s phantom', (_, phantom) => {
  const drawn = Array.from({ length: 8 }, (_, i) => phantom(createRandom(i), 96))

  it('is a function of the generator, at any size', () => {
    expect(phantom(createRandom(3), 96)).toEqual(drawn[3])
    expect(phantom(createRandom(4), 96).image.pixels).not.toEqual(drawn[3]!.image.pixels)
    expect(phantom(createRandom(3), 40).mask.data).toHaveLength(1600)
  })

  it('has whole 8-bit intensities and a lesion of a plausible size', () => {
    for (const { image, mask } of drawn) {
      expect(image.pixels.every(value => Number.isInteger(value) && value >= 0 && value <= 255)).toBe(true)
      const share = mask.data.reduce((sum, value) => sum + value, 0) / mask.data.length
      expect(share).toBeGreaterThan(0.005)
      expect(share).toBeLessThan(0.2)
    }
  })

  it('is not solved by a brightness threshold, even the best for each image', () => {
    const dice = drawn.map(({ image, mask }) => bestThresholdDice(image, mask))
    expect(dice.reduce((sum, value) => sum + value, 0) / dice.length).toBeLessThan(0.85)
  })

  it('shows its lesion: the inside is brighter than the ring around it', () => {
    for (const { image, mask } of drawn) {
      const { inside, ring } = meanInsideAndAround(image, mask, 6)
      expect(inside).toBeGreaterThan(ring + 12)
    }
  })
})

function meanInsideAndAround({ width, height, channels, pixels }: Image, mask: Mask, reach: number) {
  const area = width * height
  const sums = { inside: 0, ring: 0 }
  const counts = { inside: 0, ring: 0 }
  for (let y = reach; y < height - reach; y++)
    for (let x = reach; x < width - reach; x++) {
      const i = y * width + x
      const isNear = [-reach, 0, reach].some(dy => [-reach, 0, reach].some(dx => mask.data[i + dy * width + dx] === 1))
      if (!isNear) continue
      const where = mask.data[i] === 1 ? 'inside' : 'ring'
      // Green shows pale on red best; of grey there is one channel.
      sums[where] += pixels[(channels === 3 ? area : 0) + i]!
      counts[where]++
    }
  return { inside: sums.inside / counts.inside, ring: sums.ring / counts.ring }
}
