import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRandom } from '@cuts/core'
import { itkWrite, sharedData, sharedDataReason } from '@cuts/testing'
import { gunzipSync, gzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { companionsOf, detectVolume, readVolume } from '../index.ts'

/** A turn about two axes: columns of a rotation, row-major. */
const turned = (() => {
  const [a, b] = [0.3, -0.5]
  const [ca, sa, cb, sb] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b)]
  return [ca, -sa * cb, sa * sb, sa, ca * cb, -ca * sb, 0, sb, cb]
})()

async function oblique(): Promise<{ bytes: Uint8Array; data: Int16Array }> {
  const random = createRandom(1)
  const data = Int16Array.from({ length: 5 * 4 * 3 }, () => random.integer(4000) - 2000)
  const bytes = await itkWrite('nifti', {
    size: [5, 4, 3],
    components: 1,
    componentType: 'int16',
    data,
    spacing: [0.5, 0.75, 3],
    origin: [-12, 34.5, 7],
    direction: turned,
  })
  return { bytes, data }
}

describe('readVolume', () => {
  it('reads voxels and an oblique grid as ITK wrote them, gzipped or not', async () => {
    const { bytes, data } = await oblique()
    const plain = gunzipSync(bytes)
    for (const file of [plain, gzipSync(plain)]) {
      const { volume, format, notices } = await readVolume(file, { name: 'a.nii' })
      expect(format).toBe('NIfTI')
      expect(notices).toEqual([])
      expect(volume).toMatchObject({ width: 5, height: 4, depth: 3, channels: 1, sampleType: 'int16' })
      expect([...volume.pixels]).toEqual([...data])
      const { spacingMm, originMm, direction } = volume.geometry!
      for (const [i, value] of [0.5, 0.75, 3].entries()) expect(spacingMm[i]).toBeCloseTo(value, 5)
      for (const [i, value] of [-12, 34.5, 7].entries()) expect(originMm[i]).toBeCloseTo(value, 4)
      for (const [i, value] of turned.entries()) expect(direction[i]).toBeCloseTo(value, 5)
    }
  })

  it('refuses what is damaged, what is no volume, and a header without its pixels', async () => {
    const { bytes } = await oblique()
    const plain = gunzipSync(bytes)
    for (const broken of [plain.subarray(0, 400), bytes.subarray(0, bytes.length - 30)])
      await expect(readVolume(broken, { name: 'a.nii' })).rejects.toMatchObject({
        code: 'Unreadable',
        message: expect.stringContaining('a.nii is damaged or incomplete'),
      })
    await expect(readVolume(new Uint8Array(600), { name: 'a.nii' })).rejects.toMatchObject({ code: 'Unreadable' })
    const header = new TextEncoder().encode(
      'NRRD0004\ntype: uint8\ndimension: 2\nsizes: 2 2\nencoding: raw\ndata file: pixels.raw\n\n',
    )
    await expect(readVolume(header, { name: 'a.nhdr' })).rejects.toMatchObject({
      message: expect.stringContaining('pixels.raw, which is not there'),
    })
    const companions = new Map([['pixels.raw', Uint8Array.of(1, 2, 3, 4)]])
    const { volume } = await readVolume(header, { name: 'a.nhdr', companions })
    expect([...volume.pixels]).toEqual([1, 2, 3, 4])
  })
})

describe('companionsOf', () => {
  const of = (text: string): string[] => {
    const bytes = new TextEncoder().encode(text)
    return companionsOf(bytes, detectVolume(bytes)!)
  }

  it('gives plain names only: no header makes a file be read from elsewhere', () => {
    expect(of('NRRD0004\ntype: uint8\ndata file: a b.raw\n\n')).toEqual(['a b.raw'])
    expect(of('NRRD0004\ntype: uint8\ndatafile: ../secret\n\n')).toEqual([])
    expect(of('NRRD0004\ntype: uint8\ndata file: /etc/passwd\n\n')).toEqual([])
    expect(of('NRRD0004\ntype: uint8\n\ndata file: no.header\n')).toEqual([])
    expect(of('ObjectType = Image\nElementDataFile = a.raw\n')).toEqual(['a.raw'])
    expect(of('ObjectType = Image\nElementDataFile = LOCAL\n')).toEqual([])
  })
})

const samples = sharedData('formats')
describe.skipIf(samples === undefined)(`volumes of other programs (${sharedDataReason} if skipped)`, () => {
  const read = async (folder: string, name: string) => {
    const bytes = new Uint8Array(readFileSync(join(samples!, folder, name)))
    const kind = detectVolume(bytes)
    const companions = new Map(
      (kind === undefined ? [] : companionsOf(bytes, kind))
        .filter(file => existsSync(join(samples!, folder, file)))
        .map(file => [file, new Uint8Array(readFileSync(join(samples!, folder, file)))] as const),
    )
    return (await readVolume(bytes, { name, companions })).volume
  }

  it('one ball in several encodings is the same ball', async () => {
    const ball = await read('nrrd', 'BallBinary30x30x30.nrrd')
    expect([ball.width, ball.height, ball.depth]).toEqual([30, 30, 30])
    for (const name of [
      'BallBinary30x30x30.nii.gz',
      'BallBinary30x30x30.nhdr',
      'BallBinary30x30x30_gz_byteskip_minus_one.nrrd',
      'BallBinary30x30x30_gz_lineskip.nrrd',
    ])
      expect((await read('nrrd', name)).pixels, name).toEqual(ball.pixels)
  })

  it('NIfTI grids are those of the header, turned once from right-anterior to left-posterior', async () => {
    for (const name of readdirSync(join(samples!, 'nifti')).filter(file => /^(niivue|torchio|anatomical)/.test(file))) {
      const bytes = new Uint8Array(readFileSync(join(samples!, 'nifti', name)))
      const raw = bytes[0] === 0x1f ? gunzipSync(bytes) : bytes
      const view = new DataView(raw.buffer, raw.byteOffset)
      const little = view.getInt32(0, true) === 348
      if (view.getInt16(254, little) <= 0) continue // no sform
      const { geometry } = await read('nifti', name)
      for (let row = 0; row < 3; row++) {
        const sign = row < 2 ? -1 : 1
        const entry = (column: number): number => sign * view.getFloat32(280 + 16 * row + 4 * column, little)
        expect(geometry!.originMm[row], name).toBeCloseTo(entry(3), 2)
        for (let column = 0; column < 3; column++)
          expect(geometry!.direction[3 * row + column]! * geometry!.spacingMm[column]!, name).toBeCloseTo(
            entry(column),
            2,
          )
      }
    }
  })
})
