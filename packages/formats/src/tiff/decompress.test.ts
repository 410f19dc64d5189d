import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decompress } from './decompress.ts'
import { compressions } from './inspect.ts'

/** TIFF's LZW as its specification's pseudocode, with a table of strings. */
function compressLzw(bytes: Uint8Array): Uint8Array {
  let bits = ''
  let width = 9
  let table = new Map<string, number>()
  const put = (code: number): void => {
    bits += code.toString(2).padStart(width, '0')
  }
  const clear = (): void => {
    put(256)
    table = new Map(Array.from({ length: 256 }, (_, i) => [String.fromCharCode(i), i]))
    width = 9
  }
  clear()
  let next = 258
  let held = ''
  for (const byte of bytes) {
    const longer = held + String.fromCharCode(byte)
    if (table.has(longer)) {
      held = longer
      continue
    }
    put(table.get(held)!)
    table.set(longer, next++)
    // Wider codes from the entry after 511, 1023 and 2047 on; full at 4094.
    if (next === 512 || next === 1024 || next === 2048) width++
    if (next === 4095) {
      clear()
      next = 258
    }
    held = String.fromCharCode(byte)
  }
  if (held !== '') put(table.get(held)!)
  put(257)
  return Uint8Array.from(bits.match(/.{1,8}/g) ?? [], group => Number.parseInt(group.padEnd(8, '0'), 2))
}

/** PackBits with the longest runs. */
function compressPackBits(bytes: Uint8Array): Uint8Array {
  const coded: number[] = []
  for (let at = 0; at < bytes.length; ) {
    let run = 1
    while (run < 128 && bytes[at + run] === bytes[at] && at + run < bytes.length) run++
    if (run > 1) coded.push(257 - run, bytes[at]!)
    else coded.push(0, bytes[at]!)
    at += run
  }
  return Uint8Array.from(coded)
}

// Few values make long strings and runs, many make the code table fill up.
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.array(fc.constantFrom(0, 1), { maxLength: 3000 }).map(values => Uint8Array.from(values)),
  fc.tuple(fc.integer(), fc.integer({ min: 5000, max: 20_000 })).map(([seed, length]) => {
    let state = seed
    return Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
      return state >>> 24
    })
  }),
)

describe.each([
  ['LZW', compressions.lzw, compressLzw],
  ['PackBits', compressions.packBits, compressPackBits],
] as const)('%s', (_, compression, compress) => {
  it('gives back what was compressed', () => {
    fc.assert(
      fc.property(anyBytes, bytes => {
        expect(decompress(compress(bytes), compression, bytes.length)).toEqual(bytes)
      }),
      { numRuns: 60, seed: 2 },
    )
  })

  it('tells that data ends too early', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 300 }), bytes => {
        const coded = compress(bytes)
        expect(decompress(coded.subarray(0, coded.length >> 1), compression, bytes.length)).toBeUndefined()
        expect(decompress(new Uint8Array(0), compression, bytes.length)).toBeUndefined()
      }),
      { seed: 3 },
    )
  })

  it('never runs away on garbage', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), garbage => {
        const bytes = decompress(garbage, compression, 500)
        expect(bytes === undefined || bytes.length === 500).toBe(true)
      }),
      { seed: 4 },
    )
  })
})

it('deflate that is corrupt or too short is told', () => {
  expect(decompress(Uint8Array.of(1, 2, 3, 4), compressions.deflate, 10)).toBeUndefined()
  expect(decompress(Uint8Array.of(1, 2, 3), compressions.none, 4)).toBeUndefined()
})
