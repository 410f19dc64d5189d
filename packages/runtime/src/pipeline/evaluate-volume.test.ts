/** Volumes against the choices of pictures: laid out as one tall picture, a volume has the same hints and levels. */
import { bestLevel, createRandom, innermostVoxel, labelHint, regionAt, type VolumeMask } from '@cuts/core'
import { evaluateVolume } from '@cuts/core/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mapRowNames } from '../results/summary.ts'
import { evaluateVolumeRegions, masksOfSlice, type VolumeRegions } from './evaluate-volume.ts'

const [width, height, depth] = [5, 4, 6]
const area = width * height
const leafCount = 9
const geometry = { spacingMm: [0.5, 1, 3], originMm: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const

function example(seed: number, segmented: readonly number[] = [0, 1, 2, 3, 4, 5]) {
  const random = createRandom(seed)
  const draw = (count: number): Int32Array => Int32Array.from({ length: area * depth }, () => random.integer(count))
  const volumes = { leaves: draw(leafCount), persistent: draw(4), kmeans: draw(3) }
  const levels = [1, 3, 5, leafCount].map(count =>
    Int32Array.from({ length: leafCount }, (_, leaf) => 100 + ((leaf * 7) % count)),
  )
  const truth: VolumeMask = {
    width,
    height,
    depth,
    geometry,
    data: Uint8Array.from({ length: area * depth }, () => (random.integer(4) === 0 ? 1 : 0)),
  }
  const regions: VolumeRegions = {
    segmented: new Set(segmented),
    slices: async function* (kind) {
      for (const slice of segmented) yield { slice, labels: volumes[kind].slice(slice * area, (slice + 1) * area) }
    },
    levels,
    autoLevel: 1,
  }
  return { volumes, levels, truth, regions }
}

describe('evaluateVolumeRegions', () => {
  it('chooses one region and one level for the whole volume, as for a picture of all slices below each other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(10_000), async seed => {
        const { volumes, levels, truth, regions } = example(seed)
        const tall = (labels: Int32Array) => ({ width, height: height * depth, labels })
        const tallTruth = { width, height: height * depth, data: truth.data }
        const maps = levels.map(labels => tall(volumes.leaves.map(leaf => labels[leaf]!)))
        const best = bestLevel(
          maps.map(map => labelHint(map, tallTruth).mask),
          tallTruth,
        )
        const { x, y, z } = innermostVoxel(truth)!
        const expected = {
          kmeans: labelHint(tall(volumes.kmeans), tallTruth).mask,
          persistent: labelHint(tall(volumes.persistent), tallTruth).mask,
          auto: labelHint(maps[1]!, tallTruth).mask,
          best: best.mask,
          click: bestLevel(
            maps.map(map => regionAt(map, x, z * height + y)),
            tallTruth,
          ).mask,
        }
        const evaluation = await evaluateVolumeRegions(regions, truth)
        expect(evaluation.bestLevel).toBe(best.level)
        for (const row of mapRowNames) {
          const mask = { ...truth, data: expected[row].data }
          const scores = evaluateVolume(mask, truth)
          expect(evaluation.metrics[row], row).toEqual({ ...scores, hausdorffMm: scores.hausdorff })
        }
        for (const slice of [0, 3]) {
          const part = <T extends Int32Array>(labels: T) => ({
            width,
            height,
            labels: labels.slice(slice * area, (slice + 1) * area),
          })
          const masks = masksOfSlice(evaluation.chosen, {
            leaves: part(volumes.leaves),
            persistent: part(volumes.persistent),
            kmeans: part(volumes.kmeans),
          })
          for (const row of mapRowNames)
            expect(masks[row]!.data).toEqual(expected[row].data.slice(slice * area, (slice + 1) * area))
        }
      }),
      { numRuns: 40 },
    )
  })

  it('is not flattered by slices without truth, as a mean over slices would be', async () => {
    const { regions, truth } = example(3)
    const data = truth.data.map((value, i) => (i < area ? value : 0))
    const { metrics } = await evaluateVolumeRegions({ ...regions, autoLevel: 0 }, { ...truth, data })
    const marked = data.reduce((sum, value) => sum + value, 0)
    // The coarsest level is one region: all of the volume.
    expect(metrics.auto.dice).toBeCloseTo((2 * marked) / (area * depth + marked), 12)
    // The other slices are farther from the truth than they are thick.
    expect(metrics.auto.hausdorff).toBeGreaterThanOrEqual(3 * (depth - 1))
  })

  it('counts what the truth marks in slices that were not segmented as missed, and clicks where there is something', async () => {
    const { regions, truth } = example(4, [0, 2])
    const data = truth.data.map((_, i) => (Math.floor(i / area) < 5 ? 1 : 0))
    const { metrics } = await evaluateVolumeRegions({ ...regions, autoLevel: 0 }, { ...truth, data })
    expect(metrics.auto.dice).toBeCloseTo((2 * 2 * area) / (2 * area + 5 * area), 12)
    expect(metrics.click.dice).toBeCloseTo(metrics.auto.dice, 12)
  })

  it('has no region for a truth that lies only in slices that were not segmented', async () => {
    const { regions, truth } = example(5, [0, 2])
    const data = truth.data.map((_, i) => (Math.floor(i / area) === 5 ? 1 : 0))
    const { metrics } = await evaluateVolumeRegions(regions, { ...truth, data })
    for (const row of mapRowNames) expect(metrics[row].dice).toBeCloseTo(0, 9)
  })

  it('refuses slices of another size, and an automatic level that there is not', async () => {
    const { regions, truth } = example(6)
    await expect(evaluateVolumeRegions(regions, { ...truth, width: width + 1 })).rejects.toThrow(
      /slice 0 has 20 pixels/,
    )
    await expect(evaluateVolumeRegions({ ...regions, autoLevel: 4 }, truth)).rejects.toThrow(/there is no level 4/)
  })
})
