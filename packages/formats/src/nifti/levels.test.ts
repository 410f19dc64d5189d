import { gunzipSync, gzipSync } from 'node:zlib'
import { createRandom, type PlaneGeometry } from '@cuts/core'
import { itkRead, itkWrite } from '@cuts/testing'
import { describe, expect, it } from 'vitest'
import { readLevels } from './read-levels.ts'
import { writeLevels } from './write-levels.ts'

const width = 7
const height = 5

function levels(count: number): Int32Array[] {
  const random = createRandom(count)
  const maps = Array.from({ length: count }, () => Int32Array.from({ length: width * height }, () => random.integer(9)))
  // Ids beyond 16 bits, and negative ones, keep their value.
  maps[0]![3] = 2_000_000_000
  maps[0]![4] = -5
  return maps
}

describe('writeLevels', () => {
  it.each([1, 2, 12])('of %i levels is what ITK reads, to the label', async count => {
    const maps = levels(count)
    const read = await itkRead('nifti', await writeLevels(maps, [width, height, maps.length]))
    expect(read?.componentType).toBe('int32')
    expect(read?.components).toBe(1)
    // ITK leaves out a third axis of one slice.
    expect([...read!.size, 1].slice(0, 3)).toEqual([width, height, count])
    expect(Array.from(read!.data)).toEqual(maps.flatMap(map => Array.from(map)))
    expect(read!.spacing!.slice(0, 2)).toEqual([1, 1])
    expect(read!.origin!.slice(0, 2).map(Math.abs)).toEqual([0, 0])
  })

  it('holds labels that fit in 16 bits', async () => {
    const maps = [Int32Array.from({ length: width * height }, (_, i) => 32_767 - i)]
    const bytes = await writeLevels(maps, [width, height, 1], undefined, 32_767)
    const read = await itkRead('nifti', bytes)
    expect(read?.componentType).toBe('int16')
    expect(Array.from(read!.data)).toEqual([...maps[0]!])
    expect(readLevels(bytes, { name: 'labels.nii.gz' }).levels).toEqual(maps)
    await expect(writeLevels(maps, [width, height, 1], undefined, 32_766)).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: 'a label must be at most 32766. Got 32767.',
    })
  })

  it('is not unpacked beyond what its header states, nor where the stream states another length', async () => {
    const whole = gunzipSync(await writeLevels(levels(1), [width, height, 1]))
    const longer = gzipSync(Buffer.concat([whole, Buffer.alloc(1e6)]))
    expect(() => readLevels(longer, { name: 'a' })).toThrow('not a label volume')
    // The last four bytes state the unpacked length; one that lies unpacks to a damaged file.
    longer.writeUInt32LE(whole.length, longer.length - 4)
    expect(readLevels(longer, { name: 'a' }).levels[0]).toEqual(levels(1)[0])
    const claiming = Buffer.from(whole)
    for (const at of [42, 44, 46]) claiming.writeInt16LE(32_000, at)
    expect(() => readLevels(gzipSync(claiming), { name: 'a' })).toThrow('at most')
    expect(() => readLevels(gzipSync(Buffer.alloc(100)), { name: 'a' })).toThrow('not a label volume')
  })

  it('may be given one array for all levels', async () => {
    const shared = new Int32Array(width * height)
    const levels = function* (): Generator<Int32Array> {
      for (const label of [1, 2, 3]) yield shared.fill(label)
    }
    const read = readLevels(await writeLevels(levels(), [width, height, 3]), { name: 'labels.nii.gz' })
    expect(read.levels.map(level => new Set(level))).toEqual([new Set([1]), new Set([2]), new Set([3])])
  })

  it('keeps spacing, origin and direction', async () => {
    const turn = Math.PI / 6
    const geometry: PlaneGeometry = {
      spacingMm: [0.5, 0.75],
      originMm: [-12.5, 40.25],
      direction: [Math.cos(turn), -Math.sin(turn), Math.sin(turn), Math.cos(turn)],
    }
    const read = await itkRead('nifti', await writeLevels(levels(3), [width, height, 3], geometry))
    const [xx, xy, yx, yy] = geometry.direction
    const expected = [xx, xy, 0, yx, yy, 0, 0, 0, 1]
    expect(read!.spacing![0]).toBeCloseTo(0.5, 6)
    expect(read!.spacing![1]).toBeCloseTo(0.75, 6)
    expect(read!.origin![0]).toBeCloseTo(-12.5, 5)
    expect(read!.origin![1]).toBeCloseTo(40.25, 5)
    for (const [i, value] of expected.entries()) expect(read!.direction![i]).toBeCloseTo(value, 5)
  })

  it('gives the same bytes for the same labels', async () => {
    expect(await writeLevels(levels(4), [width, height, 4])).toEqual(await writeLevels(levels(4), [width, height, 4]))
  })

  it.each([
    ['no level', [], 'at least one level'],
    ['a level of another size', [new Int32Array(35), new Int32Array(34)], 'level 1 must hold 7 x 5 labels. Got 34'],
  ])('refuses %s', async (_, maps, message) => {
    await expect(writeLevels(maps, [width, height, maps.length])).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: expect.stringContaining(message),
    })
  })

  it('refuses more than the format can count', async () => {
    await expect(writeLevels([new Int32Array(40_000)], [40_000, 1, 1])).rejects.toMatchObject({
      code: 'Unsupported',
    })
  })
})

describe('readLevels', () => {
  it('gives back what was written', async () => {
    const maps = levels(4)
    const plain = readLevels(await writeLevels(maps, [width, height, maps.length]), { name: 'labels.nii.gz' })
    expect(plain).toEqual({ width, height, levels: maps })
    const geometry: PlaneGeometry = { spacingMm: [0.5, 0.25], originMm: [-8, 4], direction: [0, -1, 1, 0] }
    const placed = readLevels(await writeLevels(maps, [width, height, maps.length], geometry), {
      name: 'labels.nii.gz',
    })
    expect(placed).toEqual({ width, height, levels: maps, geometry })
  })

  it('refuses other files, and its own cut short', async () => {
    const bytes = await writeLevels(levels(2), [width, height, 2])
    const other = await itkWrite('nifti', {
      size: [4, 3],
      components: 1,
      componentType: 'uint8',
      data: new Uint8Array(12),
    })
    for (const file of [new Uint8Array(0), Uint8Array.of(1, 2, 3), other, bytes.subarray(0, bytes.length - 20)])
      expect(() => readLevels(file, { name: 'labels.nii.gz' })).toThrow(
        expect.objectContaining({ code: 'Unreadable', message: expect.stringContaining('labels.nii.gz') }),
      )
  })
})
