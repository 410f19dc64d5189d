import { expect, it } from 'vitest'
import { valueFromBytes, valueToBytes } from './value-bytes.ts'

it('values come back as they were, arrays with their kinds and every bit', () => {
  const value = {
    name: 'ä→',
    none: [],
    nested: [{ a: Float64Array.of(0.1, -0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324), b: true, c: null }],
    odd: Uint8Array.of(1, 2, 3),
    view: Int32Array.of(9, -7, 2 ** 31 - 1, 4).subarray(1, 3),
    empty: new Float32Array(0),
    number: 0.1 + 0.2,
  }
  const bytes = valueToBytes(value)
  // As a store returns it: within a larger buffer, at an odd place.
  const placed = new Uint8Array(bytes.length + 5)
  placed.set(bytes, 3)
  expect(valueFromBytes(placed.subarray(3, 3 + bytes.length))).toEqual(value)
})

it('numbers that JSON does not hold are refused rather than changed', () => {
  expect(() => valueToBytes({ a: [Number.NaN] })).toThrow('NaN cannot be kept')
  expect(() => valueToBytes({ a: Number.NEGATIVE_INFINITY })).toThrow('-Infinity cannot be kept')
})
