import { expect, it } from 'vitest'
import { base64, dataUri } from './base64.ts'

it('is that of other programs, at every length and beyond the length of a piece', () => {
  for (const length of [0, 1, 2, 3, 4, 24_575, 24_576, 24_577, 100_001]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31) % 256)
    expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
  }
  expect(dataUri(Uint8Array.of(1, 2, 3), 'image/png')).toBe('data:image/png;base64,AQID')
})
