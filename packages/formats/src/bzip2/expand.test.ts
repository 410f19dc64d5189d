/** Streams were written by bzip2 1.0.8. */
import { describe, expect, it } from 'vitest'
import { expandBzip2 } from './expand.ts'

/** Bytes of all values, a run of 1000, runs of exactly 4 and 260, and a second stream. */
const content = Uint8Array.from([
  ...Array.from({ length: 300 }, (_, i) => (i * i + 7 * i) % 251),
  ...new Uint8Array(1000).fill(97),
  ...new Uint8Array(4).fill(98),
  ...new Uint8Array(260).fill(99),
  ...new TextEncoder().encode('second stream'),
])

const coded = Uint8Array.from(
  atob(
    [
      'QlpoMTFBWSZTWZ5D880AAAD//+d7eDWr3fBEKlPhITxwGvk3SdlDE1FupuesjaJslP44MADzYDVUNAxGmhppoAaNBoyMTIDQA2ia',
      'BiaDJiP1NHqTE9qn6oG0yI9QiqaYmmEYmAJtEZNNMTBoCMJiZNMmJiYBMAAAjJgNExFTQTJpkxMIwTATTAmAATRiYCYjATAJgTAA',
      'JgmQblFJMvV9AHazpwqH8Ca0xiFcIsfpmwKr3uOBZfMBJxioHyyQBR6rcje9xB9DBCzR9ISM4TYooQhAieIwSuAuJLnCplEldgcA',
      'ral9FXWf041n2fHgr+gbe7iDK3NDicuJeYpvcABRW6IH8hBNgEAh7iwsCQKDyhj+wykEQhuU26G85JsDa0Mo2yiAUhNKiEV07yoX',
      'X5GHTVECoPW8O8EmhUZfe1ReV+IKoGZy5IO5OzU1BImismnWGjXuLL5LhVYEjBTEpIWGXzsTZdjHT1R7cwstKcRIcfciYbn61Ps0',
      'xzlj/D5PNVayh4Px9T0W5w/WWbKLLo4IgKs8SGBd48Wk0tOr/F3JFOFCQnkPzzRCWmg5MUFZJlNZ8JOX+wAABRGAQAAuA5wAIAAx',
      'ANNNBAGjJVsOIPJIeLuSKcKEh4Scv9g=',
    ].join(''),
  ),
  c => c.charCodeAt(0),
)

describe('expandBzip2', () => {
  it('gives back what was compressed, or the start of it', () => {
    expect(expandBzip2(coded, 10_000, 'a')).toEqual(content)
    for (const length of [1, 300, 777, 1564, 1570])
      expect(expandBzip2(coded, length, 'a')).toEqual(content.subarray(0, length))
  })

  it('refuses a stream that breaks off or is no stream, and never hangs on one that is corrupt', () => {
    for (const length of [3, 10, 60, 200])
      expect(() => expandBzip2(coded.subarray(0, length), 10_000, 'a.nrrd')).toThrow(/^a.nrrd is damaged.*bzip2/)
    for (let at = 4; at < coded.length; at += 3) {
      const broken = coded.slice()
      broken[at]! ^= 0x55
      try {
        expect(expandBzip2(broken, 10_000, 'a').length).toBeLessThanOrEqual(10_000)
      } catch (error) {
        expect(error).toMatchObject({ code: 'Unreadable' })
      }
    }
  })
})
