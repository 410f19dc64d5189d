import { deflateSync, gzipSync, zlibSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { unpack, unpackWhole } from './unpack.ts'

const content = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) % 251)
const coded = { gzip: gzipSync(content), zlib: zlibSync(content), deflate: deflateSync(content) }

describe('unpack', () => {
  it.each(['gzip', 'zlib', 'deflate'] as const)('%s gives back what was packed, or its start', coding => {
    expect(Buffer.compare(unpack(coded[coding], coding, 1_000_000, 'a'), content)).toBe(0)
    for (const length of [0, 1, 65536, 299_999])
      expect(Buffer.compare(unpack(coded[coding], coding, length, 'a'), content.subarray(0, length))).toBe(0)
  })

  it('reads archives of several parts, one after the other', () => {
    const parts = Uint8Array.from([...gzipSync(content.subarray(0, 1000)), ...gzipSync(content.subarray(1000, 2000))])
    expect(Buffer.compare(unpack(parts, 'gzip', 10_000, 'a'), content.subarray(0, 2000))).toBe(0)
  })

  it('refuses what breaks off or is corrupt, unless its start will do', () => {
    const cut = coded.gzip.subarray(0, coded.gzip.length >> 1)
    expect(() => unpack(cut, 'gzip', 1_000_000, 'a.gz')).toThrow(/^a.gz is damaged/)
    const start = unpack(cut, 'gzip', 1_000_000, 'a.gz', false)
    expect(start.length).toBeGreaterThan(1000)
    expect(Buffer.compare(start, content.subarray(0, start.length))).toBe(0)
    expect(() => unpack(new Uint8Array(50).fill(7), 'zlib', 100, 'a.gz')).toThrow(/^a.gz is damaged/)
  })
})

it('unpackWhole refuses a bomb: 80 MiB in 80 kB', () => {
  const bomb = gzipSync(new Uint8Array(80 * 2 ** 20))
  expect(() => unpackWhole(bomb, 'gzip', 'bomb.gz')).toThrow(
    `bomb.gz unpacks from ${bomb.length} to more than 67108864 bytes.`,
  )
  expect(unpackWhole(coded.gzip, 'gzip', 'a.gz').length).toBe(content.length)
})
