import { createRandom } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { view } from '../parameters/slots.ts'
import { largestError } from '../testing/small-encoder.ts'
import { initialParameters, parameterSlots, statisticSlots } from './parameters.ts'

const spec = { channels: 3, headLayers: 1 } as const

describe('parameters', () => {
  it('of the convolution blocks are 270 720 for three channels, and 400 fewer for each channel less', () => {
    const count = (channels: number): number =>
      parameterSlots({ channels, headLayers: 1 })
        .filter(({ name }) => !name.startsWith('head'))
        .reduce((sum, { size }) => sum + size, 0)
    expect(count(3)).toBe(270_720)
    expect(count(3) - count(1)).toBe(2 * 25 * 16)
  })

  it('lie one after the other without gaps', () => {
    for (const slots of [parameterSlots({ channels: 2, headLayers: 2 }), statisticSlots()]) {
      let end = 0
      for (const slot of slots) {
        expect(slot.offset).toBe(end)
        expect(slot.size).toBe(slot.shape.reduce((a, b) => a * b, 1))
        end += slot.size
      }
    }
  })

  it('start uniform in +-1/sqrt(fan-in), biases too, normalisations neutral', () => {
    const { weights, statistics } = initialParameters({ channels: 3, headLayers: 2 }, createRandom(3))
    const bounds = { conv0: 75, conv1: 400, conv2: 800, conv3: 1600, head0: 128, head1: 75 }
    for (const slot of parameterSlots({ channels: 3, headLayers: 2 })) {
      const values = view(parameterSlots({ channels: 3, headLayers: 2 }), weights, slot.name)
      if (slot.name.startsWith('norm')) {
        expect(new Set(values), slot.name).toEqual(new Set([slot.name.endsWith('scale') ? 1 : 0]))
        continue
      }
      const bound = 1 / Math.sqrt(bounds[slot.name.split('.')[0] as keyof typeof bounds])
      const largest = values.reduce((top, value) => Math.max(top, Math.abs(value)), 0)
      expect(largest, slot.name).toBeLessThanOrEqual(Math.fround(bound))
      // Of a uniform draw of n values the largest comes within a few nths of the bound, and the variance is a third.
      if (!slot.isWeight) continue
      expect(largest, slot.name).toBeGreaterThan(bound * (1 - 12 / values.length))
      const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length
      expect(Math.abs((3 * variance) / bound ** 2 - 1), slot.name).toBeLessThan(5 / Math.sqrt(values.length))
    }
    for (const slot of statisticSlots())
      expect(new Set(view(statisticSlots(), statistics, slot.name))).toEqual(
        new Set([slot.name.endsWith('variance') ? 1 : 0]),
      )
  })

  it('are a function of the seed', () => {
    const [first, again, other] = [1, 1, 2].map(seed => initialParameters(spec, createRandom(seed)).weights)
    expect(largestError(first!, again!)).toBe(0)
    expect(largestError(first!, other!)).toBeGreaterThan(0)
  })

  it('need at least one channel', () => {
    for (const channels of [0, 1.5])
      expect(() => initialParameters({ channels, headLayers: 1 }, createRandom(1))).toThrow(`Got ${channels}`)
  })
})
