import type { LabelMap, Mask } from '@cuts/core'
import { evaluateMask } from '@cuts/core/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clickedRegions } from './clicks.ts'
import { defaultProtocol } from './protocol.ts'
import { scorePrediction } from './score.ts'

const [width, height] = [12, 9]

/** A map drawn with one character a pixel. */
function mapOf(...rows: readonly string[]): LabelMap {
  const labels = Int32Array.from(rows.join(''), character => character.charCodeAt(0))
  return { width: rows[0]!.length, height: rows.length, labels }
}

function maskOf(...rows: readonly string[]): Mask {
  const { width, height, labels } = mapOf(...rows)
  return { width, height, data: Uint8Array.from(labels, label => (label === 35 ? 1 : 0)) }
}

function inside({ data }: Mask): string {
  return [...data].map(value => (value === 0 ? '.' : '#')).join('')
}

const anyMask = fc
  .uint8Array({ minLength: width * height, maxLength: width * height, max: 1 })
  .map((data): Mask => ({ width, height, data }))
const anyMap = fc
  .array(fc.integer({ min: 0, max: 5 }), { minLength: width * height, maxLength: width * height })
  .map((labels): LabelMap => ({ width, height, labels: Int32Array.from(labels) }))

describe('clicked regions', () => {
  const truth = maskOf('####..##', '####..##', '####....')
  const map = mapOf('aabbccdd', 'aabbccdd', 'aabbcccc')

  it('begin where the truth is thickest and go on where most is missing', () => {
    // The block of four columns comes first; its middle lies on the right pixel of the left half.
    expect(inside(clickedRegions(map, truth, 1))).toBe('##......'.repeat(3))
    expect(inside(clickedRegions(map, truth, 2))).toBe('####....'.repeat(3))
    expect(inside(clickedRegions(map, truth, 3))).toBe('####..######..######....')
  })

  it('end when nothing is missing, and are none for an empty truth', () => {
    expect(clickedRegions(map, truth, 50)).toEqual(clickedRegions(map, truth, 3))
    expect(inside(clickedRegions(map, maskOf('........', '........', '........'), 2))).not.toContain('#')
  })

  it('cover more of the truth with every click, and all of it with enough', () => {
    fc.assert(
      fc.property(anyMap, anyMask, fc.integer({ min: 1, max: 4 }), (regions, mask, clicks) => {
        const few = clickedRegions(regions, mask, clicks).data
        const more = clickedRegions(regions, mask, clicks + 1).data
        expect(few.every((value, i) => value <= more[i]!)).toBe(true)
        expect(clickedRegions(regions, mask, 6).data.every((value, i) => value >= mask.data[i]!)).toBe(true)
      }),
    )
  })
})

describe('scores of a prediction', () => {
  it('of a mask are those of the mask, whatever the hint', () => {
    fc.assert(
      fc.property(anyMask, anyMask, (mask, truth) => {
        for (const hint of ['label', 'point'] as const)
          expect(scorePrediction({ kind: 'mask', mask }, truth, { ...defaultProtocol, hint }).scores).toMatchObject(
            evaluateMask(mask, truth),
          )
      }),
      { numRuns: 20 },
    )
  })

  it('of levels are those of the level with the highest Dice; or of each metric its best', () => {
    fc.assert(
      fc.property(fc.array(anyMap, { minLength: 1, maxLength: 5 }), anyMask, (maps, truth) => {
        const alone = maps.map(map => scorePrediction({ kind: 'labels', map }, truth, defaultProtocol))
        const best = scorePrediction({ kind: 'levels', maps }, truth, defaultProtocol)
        const dice = alone.map(({ scores }) => scores.dice)
        expect(best.scores).toEqual(alone[dice.indexOf(Math.max(...dice))]!.scores)
        expect(best.levels!.map(level => level.dice)).toEqual(dice)
        expect(best.levels!.map(level => level.regions)).toEqual(maps.map(map => new Set(map.labels).size))
        const { scores } = scorePrediction({ kind: 'levels', maps }, truth, { ...defaultProtocol, oracle: 'metric' })
        for (const name of ['dice', 'ssim'] as const)
          expect(scores[name]).toBe(Math.max(...alone.map(one => one.scores[name])))
        for (const name of ['hausdorff', 'hd95', 'ergas', 'rmse'] as const)
          expect(scores[name]).toBe(Math.min(...alone.map(one => one.scores[name])))
      }),
      { numRuns: 30 },
    )
  })

  it('of levels that insist on a point use the clicks of the protocol', () => {
    const truth = maskOf('####', '####')
    const map = mapOf('aabb', 'aabb')
    const of = (clicks: number) =>
      scorePrediction({ kind: 'levels', maps: [map], hint: 'point' }, truth, { ...defaultProtocol, clicks }).scores.dice
    expect([of(1), of(2)]).toEqual([expect.closeTo(2 / 3), 1])
  })

  it('need a level', () => {
    expect(() => scorePrediction({ kind: 'levels', maps: [] }, maskOf('#'), defaultProtocol)).toThrow(
      /at least one level/,
    )
  })
})
