import { describe, expect, it } from 'vitest'
import type { Volume } from '../image/volume.ts'
import { createRandom } from '../random/index.ts'
import { volumeForeground } from './foreground.ts'
import { prepareVolume } from './prepare.ts'

const side = 24

function volumeOf(at: (x: number, y: number, z: number) => number): Volume {
  const pixels = Float32Array.from({ length: side ** 3 }, (_, i) =>
    at(i % side, Math.floor(i / side) % side, Math.floor(i / side ** 2)),
  )
  return { width: side, height: side, depth: side, channels: 1, pixels, sampleType: 'int16' }
}

const radius = (x: number, y: number, z: number): number => Math.hypot(x - 11.5, y - 11.5, z - 11.5)

describe('volumeForeground', () => {
  it('takes padding out exactly and leaves dark holes inside', () => {
    const volume = volumeOf((x, y, z) => (radius(x, y, z) > 9 || radius(x, y, z) < 3 ? 0 : 10))
    const inside = volumeForeground(volume)
    for (let i = 0; i < inside.length; i++) {
      const r = radius(i % side, Math.floor(i / side) % side, Math.floor(i / side ** 2))
      expect(inside[i]).toBe(r > 9 ? 0 : 1)
    }
  })

  it('takes noisy air out', () => {
    const random = createRandom(7)
    const volume = volumeOf((x, y, z) =>
      radius(x, y, z) > 9 ? Math.abs(4 * random.normal()) : 300 + 20 * random.normal(),
    )
    const inside = volumeForeground(volume)
    let wrong = 0
    for (let i = 0; i < inside.length; i++) {
      const r = radius(i % side, Math.floor(i / side) % side, Math.floor(i / side ** 2))
      if (r <= 9 !== (inside[i] === 1)) wrong++
    }
    expect(wrong).toBeLessThan(0.001 * inside.length)
  })

  it('keeps a windpipe that the first slice cuts', () => {
    const random = createRandom(7)
    const volume = volumeOf((x, y) => {
      const r = Math.hypot(x - 11.5, y - 11.5)
      return (r > 9 || r < 2 ? -1000 : 40) + 5 * random.normal()
    })
    const inside = volumeForeground(volume)
    expect(inside[11 * side + 11]).toBe(1)
    expect(inside[0]).toBe(0)
  })

  it('drops specks apart from the patient', () => {
    const inside = volumeForeground(volumeOf((x, y, z) => (radius(x, y, z) < 8 || (x < 2 && y < 2 && z < 2) ? 9 : 0)))
    expect(inside[0]).toBe(0)
  })

  it('is everything where there is no air', () => {
    const random = createRandom(1)
    expect(volumeForeground(volumeOf(() => 100 + 30 * random.normal())).every(value => value === 1)).toBe(true)
  })

  it('says so if there is nothing but air', () => {
    expect(() => volumeForeground(volumeOf(() => -1024))).toThrow(
      'all voxels of the volume have the value -1024: it shows nothing but air.',
    )
  })
})

describe('prepareVolume', () => {
  const read = (volume: Volume, foreground: Uint8Array, spacingMm: readonly [number, number, number]): Float32Array => {
    const source = prepareVolume(volume, { foreground, spacingMm })
    const all = new Float32Array(side ** 3)
    for (let z = 0; z < side; z++) source.read(z, all.subarray(z * side ** 2, (z + 1) * side ** 2))
    return all
  }

  it('marks air and stays within [-1, 1]', () => {
    const volume = volumeOf((x, y, z) => (radius(x, y, z) > 9 ? 0 : 100 + x))
    const foreground = volumeForeground(volume)
    const features = read(volume, foreground, [1, 1, 1])
    for (const [i, value] of features.entries()) {
      expect(Number.isNaN(value)).toBe(foreground[i] === 0)
      if (foreground[i] === 1) expect(Math.abs(value)).toBeLessThanOrEqual(1)
    }
  })

  it('keeps the order of values, and one value one value up to the rim', () => {
    const volume = volumeOf((x, y, z) => (radius(x, y, z) > 9 ? 0 : x < 12 ? 100 : 200))
    const features = read(volume, volumeForeground(volume), [1, 1, 1])
    const at = (x: number): number => features[(12 * side + 12) * side + x]!
    expect(at(3)).toBeCloseTo(at(8), 5)
    expect(at(8)).toBeLessThan(at(11))
    expect(at(11)).toBeLessThan(at(12))
    expect(at(12)).toBeLessThan(at(16))
  })

  it('spreads the common values: soft tissue beside bone and gas', () => {
    const random = createRandom(3)
    const values = Float32Array.from({ length: side ** 3 }, (_, i) => {
      const kind = i % 100
      return kind === 0 ? -1000 : kind === 1 ? 1500 : (kind < 50 ? 40 : 120) + 10 * random.normal()
    })
    const volume = { ...volumeOf(() => 0), pixels: values }
    // Slices far apart, so that nothing is smoothed: pixels of 1 mm would be.
    const features = read(volume, new Uint8Array(side ** 3).fill(1), [1, 1, 1])
    const spread = Math.max(...features) - Math.min(...features)
    const sorted = features.slice().sort()
    const [low, high] = [sorted[Math.floor(0.1 * sorted.length)]!, sorted[Math.floor(0.9 * sorted.length)]!]
    // Linear would leave a thirtieth of the range to the two tissues.
    expect((high - low) / spread).toBeGreaterThan(0.2)
  })

  it('does not smooth across thick slices', () => {
    const volume = volumeOf((_x, _y, z) => (z % 2 === 0 ? 0 : 100))
    const features = read(volume, new Uint8Array(side ** 3).fill(1), [1, 1, 8])
    expect(features.every(value => Math.abs(value) > 0.999)).toBe(true)
  })
})
