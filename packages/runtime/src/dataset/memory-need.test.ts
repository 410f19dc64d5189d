/** Small files that would take gigabytes: refused by their headers, before anything is decoded. */
import { crc32, deflateSync } from 'node:zlib'
import { encodePng } from '@cuts/formats'
import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../presets/presets.ts'
import type { SourceFiles } from '../source/files.ts'
import { filesWithin } from '../source/files.ts'
import { memoryFile, memoryFiles } from '../source/memory-files.ts'
import { describeInput } from './describe-set.ts'
import { takeInventory } from './inventory.ts'

/** A black PNG of one bit a pixel: its data packs a thousandfold, and pixels are 32 times as large in memory. */
function black(side: number): Uint8Array {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data])
    const part = Buffer.alloc(8 + body.length)
    part.writeUInt32BE(data.length, 0)
    body.copy(part, 4)
    part.writeUInt32BE(crc32(body), 4 + body.length)
    return part
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header[8] = 1
  const rows = deflateSync(Buffer.alloc((1 + Math.ceil(side / 8)) * side))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', new Uint8Array())])
}

const files = (limit: number | undefined, named: { readonly [name: string]: Uint8Array }): SourceFiles =>
  filesWithin(memoryFiles(new Map(Object.entries(named).map(([name, bytes]) => [name, memoryFile(bytes)]))), limit)

const small = encodePng({ kind: 'grey', width: 8, height: 8, data: new Uint8Array(64).fill(9).fill(200, 30) })

describe('an image that would take too much memory', () => {
  it('fails alone, with the size that would fit and the memory that would do', async () => {
    // 20000 x 20000 pixels of 120 bytes are 48 GB; at 16 GB about 11400 a side fit (sqrt(15.6e9 / 120)).
    const source = files(16, { 'a/big.png': black(20_000), 'a/small.png': small })
    const images = { rejected: [], notices: [] }
    const listed = ['big', 'small'].map(id => ({ id, path: `a/${id}.png` }))
    const { images: used, failed } = await takeInventory(
      source,
      { ...images, images: listed },
      resolveSettings('default').image,
      () => {},
    )
    expect(used.map(({ id }) => id)).toEqual(['small'])
    expect(failed).toMatchObject([{ path: 'a/big.png', action: { do: 'allow memory', gigabytes: 48.4 } }])
    expect(failed[0]?.error).toContain('20000 x 20000 and would take about 48 GB; the limit is 16 GB')
    const [side] = /(?<=Reduce it to )\d+/.exec(failed[0]!.remedy!)!
    expect(120 * Number(side) ** 2 + 400e6).toBeLessThanOrEqual(16e9)
    expect(Number(side)).toBeGreaterThan(10_500)
  })

  it('is not decoded to be described either', async () => {
    const source = files(2, { 'big.png': black(20_000) })
    await expect(describeInput(source, 'big.png', () => {})).rejects.toMatchObject({ code: 'Unsupported' })
  })

  it('is told beforehand what it takes', async () => {
    expect(await describeInput(files(undefined, { 'small.png': small }), 'small.png', () => {})).toMatchObject({
      bytes: 256,
      runBytes: 400e6 + 120 * 64,
    })
  })
})
