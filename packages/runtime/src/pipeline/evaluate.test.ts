import type { LabelMap, Mask } from '@cuts/core'
import { evaluateMask } from '@cuts/core/metrics'
import { describe, expect, it } from 'vitest'
import { evaluateRegions, type Regions } from './evaluate.ts'

const [width, height] = [6, 4]

function map(text: string): LabelMap {
  return { width, height, labels: Int32Array.from(text.replace(/\s/g, ''), digit => Number(digit)) }
}

function mask(text: string): Mask {
  return { width, height, data: Uint8Array.from(map(text).labels) }
}

const truth = mask('000000 011100 011100 000000')

const regions: Regions = {
  levels: [
    map('111111 111111 111111 222222'), // the truth lies in a large region
    map('111111 133311 133311 222222'), // the truth is a region of its own
    map('444444 433354 433344 222222'), // the truth again: the earlier of two equally good levels counts
  ],
  autoLevel: 0,
  persistent: map('111111 155511 155511 111111'),
  kmeans: map('777000 007700 000000 000000'),
}

describe('evaluateRegions', () => {
  const { masks, metrics, bestLevel } = evaluateRegions(regions, truth)

  it('takes for k-means and the persistent structures the label most frequent under the truth', () => {
    // Under the truth k-means has 0 four times and 7 twice: all that is 0 is taken, connected or not.
    expect(masks.kmeans.data).toEqual(mask('000111 110011 111111 111111').data)
    expect(masks.persistent.data).toEqual(truth.data)
    expect(metrics.persistent).toMatchObject({ dice: 1, hausdorff: 0, rmse: 0 })
  })

  it('takes for the automatic level the label most frequent under the truth at that level', () => {
    expect(masks.auto.data).toEqual(mask('111111 111111 111111 000000').data)
    expect(evaluateRegions({ ...regions, autoLevel: 1 }, truth).masks.auto.data).toEqual(truth.data)
  })

  it('takes for the best level the one of highest Dice, the first of equal ones', () => {
    expect(bestLevel).toBe(1)
    expect(masks.best.data).toEqual(truth.data)
    expect(metrics.best.dice).toBe(1)
  })

  it('takes for the click the region under the middle of the truth, at the level of highest Dice', () => {
    expect(masks.click.data).toEqual(truth.data)
  })

  it('scores every mask against the truth', () => {
    for (const row of ['kmeans', 'persistent', 'auto', 'best', 'click'] as const)
      expect(metrics[row]).toEqual(evaluateMask(masks[row], truth))
  })

  it('hint and click part where the label under the middle is not the most frequent one', () => {
    // The middle pixel has a region of its own; around it lies the rest of the truth.
    const ring = mask('000000 011100 011100 011100')
    const level = map('111111 122211 123211 122211')
    const evaluation = evaluateRegions({ ...regions, levels: [level], autoLevel: 0 }, ring)
    expect(evaluation.masks.best.data).toEqual(mask('000000 011100 010100 011100').data)
    expect(evaluation.masks.click.data).toEqual(mask('000000 000000 001000 000000').data)
  })

  it('answers an empty truth with empty masks', () => {
    const empty = mask('000000 000000 000000 000000')
    const evaluation = evaluateRegions(regions, empty)
    for (const row of ['kmeans', 'persistent', 'auto', 'best', 'click'] as const) {
      expect(evaluation.masks[row].data).toEqual(empty.data)
      expect(evaluation.metrics[row].dice).toBe(1)
    }
    expect(evaluation.bestLevel).toBe(0)
  })

  it('refuses a truth of another size', () => {
    expect(() => evaluateRegions(regions, { width: 4, height: 6, data: new Uint8Array(24) })).toThrow(/6x4 .* 4x6/)
  })
})
