import { createRandom, type Embedding } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { presets, resolveSettings } from '../presets/presets.ts'
import { levelMap, levelMaps, segmentEmbedding } from './segment.ts'

/** Two halves and a square on the left one, told apart by different features, with noise. */
function scene(width: number, height: number, dims = 4): { embedding: Embedding; regions: Int32Array } {
  const random = createRandom(1)
  const regions = Int32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)]
    if (x >= width / 2) return 1
    return x >= 4 && x < 14 && y >= 6 && y < 22 ? 2 : 0
  })
  const data = new Float32Array(dims * width * height)
  for (let d = 0; d < dims; d++)
    for (let i = 0; i < regions.length; i++)
      data[d * regions.length + i] = (d === regions[i] ? 2 : 0.2) + 0.05 * random.normal()
  return { embedding: { width, height, dims, data }, regions }
}

const { embedding, regions } = scene(40, 30)
const values = { ...embedding, dims: 1, data: embedding.data.slice(0, 1200) }

describe.each(Object.keys(presets))('segmentEmbedding with preset %s', preset => {
  const settings = resolveSettings(preset)
  const geometry = { spacingMm: [0.5, 0.25], originMm: [3, 4], direction: [1, 0, 0, 1] } as const
  const found = segmentEmbedding(embedding, settings, createRandom(5).fork('segment'), { values, geometry })
  const maps = [...levelMaps(found)]

  it('gives label maps of the image, where the image lies', () => {
    for (const map of [...maps, found.leaves, found.persistent, found.kmeans]) {
      expect(map).toMatchObject({ width: 40, height: 30, geometry })
      expect(map.labels).toHaveLength(1200)
      expect(map.labels.every(label => Number.isInteger(label) && label >= 0)).toBe(true)
    }
    expect(new Set(found.kmeans.labels).size).toBeLessThanOrEqual(settings.kmeans.clusters)
  })

  it('gives levels from coarse to fine with as many regions as they say, at most the number asked for', () => {
    expect(found.levels.length).toBeGreaterThan(3)
    expect(found.levels.length).toBeLessThanOrEqual(settings.levels.most)
    for (const [i, level] of found.levels.entries()) {
      expect(new Set(maps[i]!.labels).size).toBe(level.clusters)
      if (i > 0) {
        expect(level.clusters).toBeGreaterThan(found.levels[i - 1]!.clusters)
        expect(level.logBandwidth).toBeLessThanOrEqual(found.levels[i - 1]!.logBandwidth)
      }
    }
  })

  it('nests levels: a region lies inside one region of every coarser level and keeps its id or gives it up for good', () => {
    for (const [i, fine] of maps.entries()) {
      const coarse = maps[i - 1]
      if (coarse === undefined) continue
      const above = new Map<number, number>()
      for (let p = 0; p < 1200; p++) {
        const [inner, outer] = [fine.labels[p]!, coarse.labels[p]!]
        if ((above.get(inner) ?? outer) !== outer) expect.unreachable(`region ${inner} lies in two of level ${i - 1}`)
        above.set(inner, outer)
      }
      const ids = new Set(fine.labels)
      expect([...new Set(coarse.labels)].filter(id => !ids.has(id))).toEqual([])
    }
  })

  it('finds the three regions of the scene at the level of three, but for pixels at their edges', () => {
    const level = maps[found.levels.findIndex(({ clusters }) => clusters === 3)]!
    const counts = new Map<string, number>()
    for (let p = 0; p < 1200; p++) {
      const key = `${regions[p]} ${level.labels[p]}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    const agreeing = [0, 1, 2].map(region =>
      Math.max(...[...counts].filter(([key]) => key.startsWith(`${region} `)).map(([, count]) => count)),
    )
    expect(agreeing.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0.97 * 1200)
  })

  it('depends on the seed alone', () => {
    const again = segmentEmbedding(embedding, settings, createRandom(5).fork('segment'), { values, geometry })
    expect([...levelMaps(again)]).toEqual(maps)
    expect(again.persistent).toEqual(found.persistent)
    expect(again.kmeans).toEqual(found.kmeans)
  })

  it('makes one region of an image without contrast, and of one pixel', () => {
    for (const [width, height] of [
      [12, 9],
      [1, 1],
    ] as const) {
      const data = new Float32Array(4 * width * height).fill(0.5)
      const flat = segmentEmbedding({ width, height, dims: 4, data }, settings, createRandom(1))
      expect(flat.levels.map(level => level.clusters)).toEqual([1])
      expect(new Set(flat.persistent.labels).size).toBe(1)
      expect(new Set(flat.kmeans.labels).size).toBe(1)
    }
  })
})

describe('preset cells', () => {
  const side = 96
  const isCell = (i: number): boolean => Math.hypot(((i % side) % 16) - 8, (Math.floor(i / side) % 16) - 8) < 5

  /** Share of the cells' pixels in the region that holds most of them, and of that region's pixels in cells. */
  function found(preset: string): { held: number; pure: number } {
    const random = createRandom(3)
    const data = Float32Array.from({ length: side * side }, (_, i) => {
      const cell = 6 * Math.floor(i / side / 16) + Math.floor((i % side) / 16)
      // No two are equally bright.
      return (isCell(i) ? 1 + 0.01 * ((7 * cell) % 36) : 0) + 0.05 * random.normal()
    })
    const settings = resolveSettings(preset, { features: { normalise: false }, kmeans: { normalise: false } })
    const segmentation = segmentEmbedding({ width: side, height: side, dims: 1, data }, settings, createRandom(1))
    const { labels } = levelMap(segmentation, segmentation.autoLevel)
    const inCells = new Map<number, number>()
    for (const [i, label] of labels.entries()) if (isCell(i)) inCells.set(label, (inCells.get(label) ?? 0) + 1)
    const [label, count] = [...inCells].reduce((a, b) => (b[1] > a[1] ? b : a))
    const cells = [...inCells.values()].reduce((a, b) => a + b, 0)
    return { held: count / cells, pure: count / labels.filter(other => other === label).length }
  }

  it('has all cells in one region of the automatic level, where the default has them in several', () => {
    const { held, pure } = found('cells')
    expect(held).toBeGreaterThan(0.9)
    expect(pure).toBeGreaterThan(0.9)
    expect(found('default').held).toBeLessThan(0.9)
  })
})
