import { describe, expect, it } from 'vitest'
import { summariseMetrics, summariseScores, summariseVolumeMetrics, tellEmptyTruths } from './summarise-metrics.ts'

const row = (dice: number) => ({ dice, hausdorff: 10 * dice, ssim: dice, ergas: 100 * dice, rmse: 1 - dice })
const volumeRow = (dice: number) => ({ dice, hausdorff: 10 * dice, hd95: 5 * dice, rmse: 1 - dice })

describe('summariseMetrics', () => {
  it('gives mean, standard error and count of every row that any image has', () => {
    const means = summariseMetrics([{ kmeans: row(0.2), best: row(1) }, { kmeans: row(0.6) }, {}])
    expect(Object.keys(means)).toEqual(['kmeans', 'best'])
    expect(means.kmeans?.images).toBe(2)
    expect(means.kmeans?.dice.mean).toBeCloseTo(0.4, 12)
    // Population deviation 0.2 over the root of 2.
    expect(means.kmeans?.dice.sem).toBeCloseTo(0.2 / Math.SQRT2, 12)
    expect(means.kmeans?.hausdorff.mean).toBeCloseTo(4, 12)
    expect(means.kmeans?.ergas.sem).toBeCloseTo(20 / Math.SQRT2, 12)
    expect(means.best).toMatchObject({ images: 1, rmse: { mean: 0, sem: 0 } })
  })

  it('has nothing to say of images without masks', () => {
    expect(summariseMetrics([{}, {}])).toEqual({})
    expect(summariseMetrics([])).toEqual({})
  })
})

describe('summariseVolumeMetrics', () => {
  it('gives means over volumes, with the unit of their distances', () => {
    const means = summariseVolumeMetrics([
      { metrics: { best: volumeRow(0.2) }, distanceUnit: 'mm' },
      { metrics: { best: volumeRow(0.6) }, distanceUnit: 'mm' },
      {},
    ])
    expect(means.best).toMatchObject({ volumes: 2, distanceUnit: 'mm', hausdorff: { mean: 4 }, hd95: { mean: 2 } })
    expect(means.best?.dice.mean).toBeCloseTo(0.4, 12)
  })

  it('gives means of the rows that only trees of volumes have', () => {
    const of = (dice: number) => ({ metrics: { node: volumeRow(dice), twoClicks: volumeRow(2 * dice) } })
    const means = summariseVolumeMetrics([of(0.1), of(0.3)].map(scores => ({ ...scores, distanceUnit: 'mm' as const })))
    expect(means.node?.dice.mean).toBeCloseTo(0.2, 12)
    expect(means.twoClicks?.dice.mean).toBeCloseTo(0.4, 12)
  })

  it('has no mean of millimetres and voxels', () => {
    const { best } = summariseVolumeMetrics([
      { metrics: { best: volumeRow(0.2) }, distanceUnit: 'mm' },
      { metrics: { best: volumeRow(0.6) }, distanceUnit: 'voxels' },
    ])
    expect(Object.keys(best!)).toEqual(['dice', 'rmse', 'volumes'])
  })
})

describe('summariseScores', () => {
  it('keeps images and volumes apart, and says which masks mark nothing', () => {
    const scores = summariseScores(
      [{ id: 'a', metrics: { best: row(0.5) } }, { id: 'b', emptyTruth: true }, { id: 'head_z000' }],
      [
        { id: 'head', metrics: { best: volumeRow(0.1) }, distanceUnit: 'mm' },
        { id: 'leg', emptyTruth: true },
      ],
    )
    expect(scores.metrics?.best).toMatchObject({ images: 1, dice: { mean: 0.5 } })
    expect(scores.volumeMetrics?.best).toMatchObject({ volumes: 1, dice: { mean: 0.1 } })
    expect(scores.emptyTruths).toEqual(['b', 'leg'])
    expect(tellEmptyTruths(scores.emptyTruths)).toBe('2 masks mark nothing: their images are left out of the means.')
    expect(tellEmptyTruths(['b'])).toBe('the mask of b marks nothing: it is left out of the means.')
    expect(tellEmptyTruths()).toBeUndefined()
  })

  it('says nothing where nothing was scored', () => {
    expect(summariseScores([{ id: 'a' }], [{ id: 'head' }])).toEqual({})
  })
})
