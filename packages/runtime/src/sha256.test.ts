import { expect, it } from 'vitest'
import { hexOf, sha256 } from './sha256.ts'

it('is that of FIPS 180-4, of all parts in a row', async () => {
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  expect(hexOf(await sha256('abc'))).toBe(abc)
  expect(hexOf(await sha256('a', Uint8Array.of(0x62), 'c'))).toBe(abc)
  const rest = Uint8Array.of(0, 0x61, 0x62, 0x63).subarray(1)
  expect(hexOf(await sha256(rest))).toBe(abc)
})
