import { type IntegerSpec, integer, real } from '@cuts/core/options'
import { stages } from '@cuts/runtime'
import { describe, expect, it } from 'vitest'
import { hasSlider, type NumberSpec, positionOf, valueAt } from './field-scale.ts'

const words = { title: '', doc: '', level: 'basic' } as const
const numbers = Object.entries(stages).flatMap(([stage, { options }]) =>
  Object.entries(options).flatMap(([name, spec]): [string, NumberSpec][] =>
    (spec.kind === 'integer' || spec.kind === 'real') && hasSlider(spec as NumberSpec)
      ? [[`${stage}.${name}`, spec as NumberSpec]]
      : [],
  ),
)

describe('a slider', () => {
  it.each(numbers)('%s goes from end to end, upwards, through valid values alone', (_, spec) => {
    expect([valueAt(spec, 0), valueAt(spec, 1)]).toEqual([spec.min, spec.max])
    let last = Number.NEGATIVE_INFINITY
    for (let position = 0; position <= 1; position += 1 / 64) {
      const value = valueAt(spec, position)
      expect(value).toBeGreaterThanOrEqual(last)
      expect(value).toBeGreaterThanOrEqual(spec.min!)
      expect(value).toBeLessThanOrEqual(spec.max!)
      if (spec.kind === 'integer') expect(Number.isInteger(value)).toBe(true)
      last = value
    }
  })

  it('has a default where it stands, and moves by factors where the table says so', () => {
    for (const [, spec] of numbers)
      if (spec.default !== undefined) {
        const at = positionOf(spec, spec.default)
        const near = valueAt(spec, at)
        expect(Math.abs(near - spec.default)).toBeLessThanOrEqual(0.06 * Math.abs(spec.default) + (spec.step ?? 0) / 2)
      }
    const log = integer(10, { ...words, min: 1, max: 10_000, scale: 'log' }) as IntegerSpec
    expect([0.25, 0.5, 0.75].map(at => valueAt(log, at))).toEqual([10, 100, 1000])
    const zero = integer(0, { ...words, min: 0, max: 1000, scale: 'log' }) as IntegerSpec
    expect([positionOf(zero, 0), valueAt(zero, 0), valueAt(zero, 0.04)]).toEqual([0, 0, 1])
    const step = real(0, { ...words, min: 0, max: 0.9, step: 0.05 })
    expect(valueAt(step as NumberSpec, 0.51)).toBe(0.45)
  })
})
