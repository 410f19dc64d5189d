import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CutsError, createRandom, type VolumeGeometry } from '@cuts/core'
import { type ItkImage, itkRead, itkWrite, niftiFile, sharedData, sharedDataReason } from '@cuts/testing'
import fc from 'fast-check'
import { gunzipSync, gzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { companionsOf, inspectImage, intensityGrid, type NamedFile, type ReadOptions, readImage } from '../index.ts'
import { writeNpz } from '../numpy/write-npz.ts'

interface FileAndOptions extends ReadOptions {
  readonly name: string
  readonly companions?: ReadonlyMap<string, Uint8Array>
}

/** Reads a file together with those beside it. */
function readVolume(bytes: Uint8Array, { name, companions = new Map(), ...options }: FileAndOptions) {
  const beside: NamedFile[] = [...companions].map(([other, content]) => ({ name: other, bytes: content }))
  return readImage([{ name, bytes }, ...beside], options)
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content)

/** A turn about two axes: columns of a rotation, row-major. */
const turned = (() => {
  const [a, b] = [0.3, -0.5]
  const [ca, sa, cb, sb] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b)]
  return [ca, -sa * cb, sa * sb, sa, ca * cb, -ca * sb, 0, sb, cb]
})()

/** Where a voxel lies, by the definition of the grid. */
const placeOf = ({ spacingMm, originMm, direction }: VolumeGeometry, voxel: readonly number[]): number[] =>
  [0, 1, 2].map(row =>
    voxel.reduce((sum, index, axis) => sum + index * spacingMm[axis]! * direction[3 * row + axis]!, originMm[row]!),
  )

const grids = {
  upright: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  oblique: turned,
  // Rows from the bottom and slices from the head down: a rotation by half a turn about x.
  flipped: [1, 0, 0, 0, -1, 0, 0, 0, -1],
  'with permuted axes': [0, 0, 1, 1, 0, 0, 0, 1, 0],
}

function random(type: 'int16' | 'uint8' | 'float32', length: number): ItkImage['data'] {
  const source = createRandom(1)
  if (type === 'uint8') return Uint8Array.from({ length }, () => source.integer(256))
  if (type === 'int16') return Int16Array.from({ length }, () => source.integer(65536) - 32768)
  return Float32Array.from({ length }, () => source.uniform() * 1000 - 500)
}

async function itkFile(
  format: 'nifti' | 'nrrd' | 'meta' | 'mgh',
  direction: readonly number[],
  componentType: 'int16' | 'uint8' | 'float32' = 'int16',
  compress = false,
) {
  const data = random(componentType, 5 * 4 * 3)
  const grid = { spacing: [0.5, 0.75, 3], origin: [-12, 34.5, 7], direction }
  const bytes = await itkWrite(format, { size: [5, 4, 3], components: 1, componentType, data, ...grid }, compress)
  return { bytes, data }
}

describe.each(['nifti', 'nrrd', 'meta', 'mgh'] as const)('a %s file of ITK', format => {
  it.each(Object.entries(grids))(
    'with a grid that is %s is read to the voxel, and lies where it lay',
    async (_, grid) => {
      const { bytes, data } = await itkFile(format, grid)
      const { volume, notices } = await readVolume(bytes, { name: 'a' })
      expect(notices).toEqual([])
      expect(volume).toMatchObject({ width: 5, height: 4, depth: 3, channels: 1, sampleType: 'int16' })
      expect([...volume.pixels]).toEqual(Array.from(data))
      const { spacingMm, originMm, direction } = volume.geometry!
      // Headers of NIfTI and MGH hold single precision.
      for (const [i, value] of [0.5, 0.75, 3].entries()) expect(spacingMm[i]).toBeCloseTo(value, 5)
      for (const [i, value] of [-12, 34.5, 7].entries()) expect(originMm[i]).toBeCloseTo(value, 4)
      for (const [i, value] of grid.entries()) expect(direction[i]).toBeCloseTo(value, 5)
    },
  )

  it.each(['uint8', 'float32'] as const)('of %s, compressed, is read to the voxel', async type => {
    const { bytes, data } = await itkFile(format, grids.oblique, type, true)
    const { volume } = await readVolume(bytes, { name: 'a' })
    expect(volume.sampleType).toBe(type)
    expect([...volume.pixels]).toEqual(Array.from(data))
  })

  it('cut anywhere is refused in a sentence that names it', async () => {
    const { bytes } = await itkFile(format, grids.upright, 'int16', true)
    for (const length of [0.4, 0.2, 0.05].map(part => Math.floor(part * bytes.length)))
      await expect(readVolume(bytes.subarray(0, length), { name: 'cut.file' })).rejects.toMatchObject({
        name: 'CutsError',
        message: expect.stringContaining('cut.file'),
        remedy: expect.any(String),
      })
  })
})

describe('NIfTI', () => {
  const voxels = Int16Array.from({ length: 2 * 3 * 4 }, (_, i) => 100 * i - 700)

  it.each([
    [1, true],
    [1, false],
    [2, true],
    [2, false],
  ] as const)('version %i, little-endian %s, gives the same volume', async (version, littleEndian) => {
    const bytes = niftiFile({ version, littleEndian, size: [2, 3, 4], voxels, spacing: [0.5, 2, 4] })
    const { volume } = await readVolume(bytes, { name: 'a.nii' })
    expect([...volume.pixels]).toEqual([...voxels])
    expect(volume.geometry?.spacingMm).toEqual([0.5, 2, 4])
    // Right and anterior in the file are minus left and minus posterior here.
    expect(volume.geometry?.direction).toEqual([-1, 0, 0, 0, -1, 0, 0, 0, 1])
  })

  it('rescales, and does not where the slope is 0 or is no number', async () => {
    const of = async (slope: number): Promise<number[]> => {
      const bytes = niftiFile({ size: [2, 3, 4], voxels, slope, intercept: 3 })
      return [...(await readVolume(bytes, { name: 'a.nii' })).volume.pixels]
    }
    expect(await of(0.5)).toEqual([...voxels].map(value => 0.5 * value + 3))
    expect(await of(0)).toEqual([...voxels])
    expect(await of(Number.NaN)).toEqual([...voxels])
  })

  it('takes the quaternion where there is no affine matrix: half a turn about z, slices running down', async () => {
    // (a, b, c, d) = (0, 0, 0, 1) turns x and y; a negative handedness turns the slices.
    const bytes = niftiFile({ size: [2, 3, 4], voxels, spacing: [1, 2, 3], handed: -1, quaternion: [0, 0, 1, 5, 6, 7] })
    const { volume } = await readVolume(bytes, { name: 'a.nii' })
    expect(volume.geometry).toEqual({
      spacingMm: [1, 2, 3],
      originMm: [-5, -6, 7],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, -1],
    })
  })

  it('puts every voxel where its affine matrix puts it, right and anterior turned', async () => {
    const entry = fc.double({ min: -50, max: 50, noNaN: true }).map(Math.fround)
    const property = fc.asyncProperty(fc.array(entry, { minLength: 12, maxLength: 12 }), async affine => {
      const columns = [0, 1, 2].map(j => Math.hypot(affine[j]!, affine[4 + j]!, affine[8 + j]!))
      fc.pre(columns.every(length => length > 1e-3))
      const { volume } = await readVolume(niftiFile({ size: [2, 3, 4], voxels, affine }), { name: 'a.nii' })
      const world = (row: number): number =>
        affine[4 * row]! + 2 * affine[4 * row + 1]! + 3 * affine[4 * row + 2]! + affine[4 * row + 3]!
      const place = placeOf(volume.geometry!, [1, 2, 3])
      for (const [row, sign] of [-1, -1, 1].entries()) expect(place[row]).toBeCloseTo(sign * world(row), 8)
    })
    await fc.assert(property, { numRuns: 100, seed: 1 })
  })

  it('with units of micrometres is in millimetres; without spacing, nowhere', async () => {
    const small = niftiFile({ size: [2, 3, 4], voxels, spacing: [500, 500, 1000], units: 3 })
    for (const [i, mm] of [0.5, 0.5, 1].entries())
      expect((await readVolume(small, { name: 'a.nii' })).volume.geometry?.spacingMm[i]).toBeCloseTo(mm, 6)
    const unknown = niftiFile({ size: [2, 3, 4], voxels, spacing: [0, 0, 0] })
    const { volume } = await readVolume(unknown, { name: 'a.nii' })
    expect([volume.geometry, volume.inPlane]).toEqual([undefined, undefined])
    const flat = niftiFile({ size: [2, 3, 4], voxels, spacing: [0.5, 0.25, 0] })
    expect((await readVolume(flat, { name: 'a.nii' })).volume.inPlane?.spacingMm).toEqual([0.5, 0.25])
  })

  it('reads one volume of a series, the asked one, and says so', async () => {
    const bytes = niftiFile({ size: [2, 3, 1, 4], voxels })
    const first = await readVolume(bytes, { name: 'a.nii' })
    expect([...first.volume.pixels]).toEqual([...voxels.subarray(0, 6)])
    expect(first.notices).toEqual(['a.nii holds 4 volumes; only the first is used'])
    const third = await readVolume(bytes, { name: 'a.nii', timepoint: 2 })
    expect([...third.volume.pixels]).toEqual([...voxels.subarray(12, 18)])
    await expect(readVolume(bytes, { name: 'a.nii', timepoint: 4 })).rejects.toMatchObject({ code: 'InvalidArgument' })
  })

  it('reads colours and vectors as channels', async () => {
    const rgb = Uint8Array.from({ length: 2 * 3 * 4 * 3 }, (_, i) => i)
    const colour = (await readVolume(niftiFile({ size: [2, 3, 4], voxels: rgb, datatype: 128 }), { name: 'a' })).volume
    expect(colour.channels).toBe(3)
    expect([...colour.pixels.subarray(0, 3)]).toEqual([0, 3, 6])
    expect([...colour.pixels.subarray(24, 27)]).toEqual([1, 4, 7])
    const vectors = (await readVolume(niftiFile({ size: [2, 3, 1, 1, 4], voxels }), { name: 'a' })).volume
    expect([vectors.channels, [...vectors.pixels]]).toEqual([4, [...voxels]])
  })

  it('reads a pair of header and pixels, and asks for the second', async () => {
    const whole = niftiFile({ size: [2, 3, 4], voxels, magic: 'ni1\0', voxelsAt: 0 })
    const header = whole.subarray(0, 348)
    const name = 'folder/brain.hdr'
    expect(companionsOf(header, name)).toContain('brain.img')
    const companions = new Map([['brain.img', new Uint8Array(voxels.buffer)]])
    expect([...(await readVolume(header, { name, companions })).volume.pixels]).toEqual([...voxels])
    await expect(readVolume(header, { name })).rejects.toMatchObject({ message: expect.stringContaining('.img') })
  })

  it.each([
    ['a length of 0', { size: [2, 0, 4] }, 'axis 2 is 0 voxels long'],
    ['a negative length', { size: [2, -3, 4] }, 'axis 2 is -3 voxels long'],
    ['complex numbers', { size: [2, 3, 4], datatype: 32 }, 'complex numbers'],
    ['a matrix of connectivity', { size: [2, 3, 4], intent: 3001 }, 'CIFTI'],
    ['more voxels than are read', { size: [30000, 30000, 30000] }, 'at most 536870912 values'],
    ['more voxels than bytes', { size: [2, 3, 400] }, 'its header asks for 4800'],
  ])('with %s is refused', async (_, change, message) => {
    const bytes = niftiFile({ voxels, ...change })
    await expect(readVolume(bytes, { name: 'a.nii' })).rejects.toMatchObject({
      message: expect.stringContaining(message),
    })
  })
})

describe('NRRD', () => {
  const head = 'NRRD0005\ntype: short\ndimension: 3\nsizes: 2 2 2\nendian: little\n'
  const values = [1, -2, 300, -400, 5, 6, 7, 8]
  const raw = new Uint8Array(Int16Array.from(values).buffer)
  const bytesOf = (...parts: (string | Uint8Array)[]): Uint8Array =>
    Uint8Array.from(parts.flatMap(part => [...(typeof part === 'string' ? text(part) : part)]))
  const hex = [...raw].map(byte => byte.toString(16).padStart(2, '0')).join('')

  it.each([
    ['raw', bytesOf(head, 'encoding: raw\n\n', raw)],
    ['gzip', bytesOf(head, 'encoding: gzip\n\n', gzipSync(raw))],
    ['ascii', bytesOf(head, 'encoding: ascii\n\n', values.join(' '), '\n')],
    ['hex', bytesOf(head, 'encoding: hex\n\n', hex.slice(0, 9), '\n', hex.slice(9))],
    ['raw, lines and bytes skipped', bytesOf(head, 'encoding: raw\nline skip: 2\nbyte skip: 3\n\n', 'a\nb\nccc', raw)],
    ['raw from the end', bytesOf(head, 'encoding: raw\nbyte skip: -1\n\n', 'whatever', raw)],
    ['raw with Windows line ends', bytesOf(head.replaceAll('\n', '\r\n'), 'encoding: raw\r\n\r\n', raw)],
    [
      'big-endian raw',
      bytesOf(
        head.replace('little', 'big'),
        'encoding: raw\n\n',
        raw.map((_, i) => raw[i ^ 1]!),
      ),
    ],
  ])('in %s gives the same values', async (_, bytes) => {
    expect([...(await readVolume(bytes, { name: 'a.nrrd' })).volume.pixels]).toEqual(values)
  })

  it('puts data together from a list or a numbered row of files', async () => {
    const companions = new Map([
      ['s1.raw', raw.subarray(0, 8)],
      ['s2.raw', raw.subarray(8)],
    ])
    for (const named of ['data file: LIST\ns1.raw\ns2.raw\n', 'data file: s%d.raw 1 2 1\n']) {
      const bytes = bytesOf(head, 'encoding: raw\n', named)
      expect(companionsOf(bytes)).toEqual(['s1.raw', 's2.raw'])
      expect([...(await readVolume(bytes, { name: 'a.nhdr', companions })).volume.pixels]).toEqual(values)
    }
  })

  it('turns right-anterior-superior once, and takes components apart', async () => {
    const space = 'space: RAS\nspace directions: none (2,0,0) (0,3,0)\nspace origin: (1,2,3)\n'
    const volumetric = 'space: RAS\nspace directions: none (2,0,0) (0,3,0) (0,0,4)\nspace origin: (1,2,3)\n'
    const bytes = bytesOf(
      head.replace('dimension: 3\nsizes: 2 2 2', 'dimension: 4\nsizes: 2 2 2 1'),
      `kinds: vector domain domain domain\n${volumetric}encoding: raw\n\n`,
      raw,
    )
    const { volume } = await readVolume(bytes, { name: 'a.nrrd' })
    expect(volume).toMatchObject({ width: 2, height: 2, depth: 1, channels: 2 })
    expect([...volume.pixels]).toEqual([1, 300, 5, 7, -2, -400, 6, 8])
    expect(volume.geometry).toEqual({
      spacingMm: [2, 3, 4],
      originMm: [-1, -2, 3],
      direction: [-1, 0, 0, 0, -1, 0, 0, 0, 1],
    })
    const flat = bytesOf(head, `kinds: vector domain domain\n${space}encoding: raw\n\n`, raw)
    const { inPlane, geometry } = (await readVolume(flat, { name: 'a.nrrd' })).volume
    expect([inPlane?.spacingMm, geometry]).toEqual([[2, 3], undefined])
  })

  it('without spacing lies nowhere', async () => {
    const { volume } = await readVolume(bytesOf(head, 'encoding: raw\n\n', raw), { name: 'a.nrrd' })
    expect([volume.geometry, volume.inPlane]).toEqual([undefined, undefined])
  })

  it.each([
    ['a companion that is not there', 'encoding: raw\ndata file: pixels.raw\n\n', 'pixels.raw, which is missing'],
    ['bytes to skip that cannot be', 'encoding: raw\nbyte skip: -5\n\n', 'skip -5 bytes'],
    ['an unknown encoding', 'encoding: zip\n\n', 'encoding "zip"'],
  ])('with %s is refused', async (_, more, message) => {
    await expect(readVolume(bytesOf(head, more, raw), { name: 'a.nrrd' })).rejects.toMatchObject({
      message: expect.stringContaining(message),
    })
  })
})

describe('MetaImage', () => {
  it('reads text, channels and lists of slices; unknown spacing stays unknown', async () => {
    const head = 'ObjectType = Image\nNDims = 3\nDimSize = 2 1 2\nElementType = MET_UCHAR\n'
    const ascii = text(`${head}BinaryData = False\nElementDataFile = LOCAL\n1 2 3 4\n`)
    const { volume } = await readVolume(ascii, { name: 'a.mha' })
    expect([[...volume.pixels], volume.geometry]).toEqual([[1, 2, 3, 4], undefined])
    const channels = text(`${head}ElementNumberOfChannels = 2\nElementDataFile = LOCAL\nabcdefgh`)
    expect([...(await readVolume(channels, { name: 'a.mha' })).volume.pixels]).toEqual([...text('acegbdfh')])
    const list = text(`${head}ElementDataFile = LIST\na.raw\nb.raw\n`)
    expect(companionsOf(list)).toEqual(['a.raw', 'b.raw'])
    const companions = new Map([
      ['a.raw', text('wx')],
      ['b.raw', text('yz')],
    ])
    expect([...(await readVolume(list, { name: 'a.mhd', companions })).volume.pixels]).toEqual([...text('wxyz')])
  })

  it('keeps where a picture of two axes lies in its plane', async () => {
    const head = 'ObjectType = Image\nNDims = 2\nDimSize = 2 1\nElementType = MET_UCHAR\nTransformMatrix = 0 1 -1 0\n'
    const bytes = text(`${head}Offset = 5 6\nElementSpacing = 0.5 2\nElementDataFile = LOCAL\nab`)
    const { volume } = await readVolume(bytes, { name: 'a.mha' })
    expect(volume.inPlane).toEqual({ spacingMm: [0.5, 2], originMm: [5, 6], direction: [0, -1, 1, 0] })
  })
})

describe('NumPy', () => {
  const npy = (descr: string, order: string, shape: string, values: Uint8Array): Uint8Array => {
    const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape}), }`.padEnd(118)
    return Uint8Array.from([0x93, ...text('NUMPY'), 1, 0, header.length, 0, ...text(header), ...values])
  }
  const values = [1, 2, 3, 4, 5, 6]
  const shorts = new Uint8Array(Int16Array.from(values).buffer)

  it('reads rows first, columns first, and both byte orders', async () => {
    const of = async (bytes: Uint8Array) => (await readVolume(bytes, { name: 'a.npy' })).volume
    const plain = await of(npy('<i2', 'False', '2, 3', shorts))
    expect([plain.height, plain.width, plain.depth, [...plain.pixels]]).toEqual([2, 3, 1, values])
    const columns = await of(npy('<i2', 'True', '2, 3', shorts))
    expect([columns.height, columns.width, [...columns.pixels]]).toEqual([2, 3, [1, 3, 5, 2, 4, 6]])
    expect([...(await of(npy('>i2', 'False', '2, 3', shorts))).pixels]).toEqual(values.map(value => 256 * value))
    const colour = await of(npy('|u1', 'False', '1, 2, 3', Uint8Array.from(values)))
    expect([colour.channels, [...colour.pixels]]).toEqual([3, [1, 4, 2, 5, 3, 6]])
  })

  it('takes the array that is named as images are out of an archive, or the one asked for', async () => {
    const archive = zipSync({
      'image.npy': npy('<i2', 'False', '2, 3', shorts),
      'label.npy': [
        npy(
          '|u1',
          'False',
          '2, 3',
          Uint8Array.from(values, v => v - 1),
        ),
        { level: 0 },
      ],
    })
    const image = await readVolume(archive, { name: 'a.npz' })
    expect([...image.volume.pixels]).toEqual(values)
    expect(image.notices).toEqual(['a.npz holds the arrays image, label; the image is "image"'])
    const label = await readVolume(archive, { name: 'a.npz', array: 'label' })
    expect([...label.volume.pixels]).toEqual([0, 1, 2, 3, 4, 5])
    await expect(readVolume(archive, { name: 'a.npz', array: 'none' })).rejects.toMatchObject({
      message: expect.stringContaining('holds no array "none", only image, label'),
    })
  })

  it('gives back where an image of CUTS lies, in the patient or in its plane', async () => {
    const geometry = { spacingMm: [0.5, 0.75, 3], originMm: [-12, 34.5, 7], direction: turned } as const
    const pixels = Float32Array.from({ length: 12 }, (_, i) => i)
    const solid = { width: 2, height: 3, depth: 2, channels: 1, pixels, sampleType: 'float32', geometry } as const
    const found = (await readVolume(writeNpz(intensityGrid(solid), 'image'), { name: 'a.npz' })).volume
    expect(found.pixels).toEqual(pixels)
    for (const axis of [0, 1, 2]) expect(found.geometry!.spacingMm[axis]).toBeCloseTo(geometry.spacingMm[axis]!, 9)
    expect(found.geometry!.originMm).toEqual(geometry.originMm)
    for (const [i, value] of turned.entries()) expect(found.geometry!.direction[i]).toBeCloseTo(value, 9)
    const plane = { spacingMm: [0.5, 0.75], originMm: [1, 2], direction: [0, -1, 1, 0] } as const
    const flat = { width: 4, height: 3, channels: 1, pixels, sampleType: 'float32', geometry: plane } as const
    const picture = (await readVolume(writeNpz(intensityGrid(flat), 'image'), { name: 'a.npz' })).volume
    expect(picture.inPlane).toEqual(plane)
  })

  it.each([
    ['objects', npy('|O', 'False', '2, 3', shorts), 'type "|O"'],
    ['five axes', npy('<i2', 'False', '1, 1, 1, 2, 5', shorts), 'shape (1, 1, 1, 2, 5)'],
    ['too few values', npy('<i2', 'False', '20, 3', shorts), 'its header asks for 120'],
    ['more than is read', npy('<i2', 'False', '999999, 999999', shorts), 'at most 536870912 values'],
  ])('of %s is refused', async (_, bytes, message) => {
    await expect(readVolume(bytes, { name: 'a.npy' })).rejects.toMatchObject({
      message: expect.stringContaining(message),
    })
  })
})

describe('limits', () => {
  it('refuse by the header, before voxels are unpacked, and can be set', async () => {
    const { bytes } = await itkFile('nifti', grids.upright)
    const file = { name: 'a.nii', bytes }
    await expect(readImage([file], { maxSamples: 59 })).rejects.toMatchObject({ code: 'Unsupported' })
    expect(() => inspectImage([file], { maxSamples: 59 })).toThrow(/at most 59 values/)
    expect(inspectImage([file], { maxSamples: 60 })).toMatchObject({ width: 5, depth: 3, pixelBytes: 240 })
    await expect(readImage([file], { maxSamples: 60 })).resolves.toBeDefined()
  })

  it('of what is unpacked hold for a bomb: a kilobyte that stands for a gigabyte', async () => {
    const header = niftiFile({ size: [2, 3, 4], voxels: new Int16Array(24) })
    const zeros = new Uint8Array(64 * 2 ** 20)
    zeros.set(header)
    const { volume } = await readVolume(gzipSync(zeros), { name: 'a.nii.gz' })
    expect(volume.pixels.length).toBe(24)
  })
})

describe('companionsOf', () => {
  const of = (content: string): string[] => {
    const bytes = text(content)
    return companionsOf(bytes)
  }

  it('gives plain names only: no header makes a file be read from elsewhere', () => {
    expect(of('NRRD0004\ntype: uint8\ndata file: a b.raw\n\n')).toEqual(['a b.raw'])
    expect(of('NRRD0004\ntype: uint8\ndatafile: ../secret\n\n')).toEqual([])
    expect(of('NRRD0004\ntype: uint8\ndata file: /etc/passwd\n\n')).toEqual([])
    expect(of('NRRD0004\ntype: uint8\n\ndata file: no.header\n')).toEqual([])
    expect(of('ObjectType = Image\nElementDataFile = a.raw\n')).toEqual(['a.raw'])
    expect(of('ObjectType = Image\nElementDataFile = LOCAL\n')).toEqual([])
    expect(of('ObjectType = Image\nElementDataFile = C:\\secret\n')).toEqual([])
  })
})

/** Element-wise comparison by the test runner takes seconds for millions of values. */
const sameBytes = (a: Float32Array, b: Float32Array): boolean =>
  Buffer.compare(Buffer.from(a.buffer), Buffer.from(b.buffer)) === 0

const samples = sharedData('formats')
describe.skipIf(samples === undefined)(`volumes of other programs (${sharedDataReason} if skipped)`, () => {
  const read = async (folder: string, name: string) => {
    const names = readdirSync(join(samples!, folder)).filter(file => file === name || file.endsWith('.raw'))
    const main = (file: string): number => (file === name ? 0 : 1)
    const files = names
      .concat(name.includes('nifti.nhdr') ? ['BallBinary30x30x30.nii.gz'] : [])
      .sort((a, b) => main(a) - main(b))
      .map(file => ({ name: file, bytes: new Uint8Array(readFileSync(join(samples!, folder, file))) }))
    return (await readImage(files)).volume
  }

  it('one ball in several encodings is the same ball', async () => {
    const ball = await read('nrrd', 'BallBinary30x30x30.nrrd')
    expect([ball.width, ball.height, ball.depth]).toEqual([30, 30, 30])
    for (const name of [
      'BallBinary30x30x30.nii.gz',
      'BallBinary30x30x30.nhdr',
      'BallBinary30x30x30_bz2.nrrd',
      'BallBinary30x30x30_byteskip_minus_one_nifti.nhdr',
      'BallBinary30x30x30_gz_byteskip_minus_one.nrrd',
      'BallBinary30x30x30_gz_lineskip.nrrd',
    ])
      expect(sameBytes((await read('nrrd', name)).pixels, ball.pixels), name).toBe(true)
  })

  it.each(['niivue_CT_pitch.nii.gz', 'torchio_fernando_t2.nii.gz', 'reoriented_anat_moved.nii'])(
    '%s lies where ITK says, with the voxels that ITK reads',
    async name => {
      const bytes = new Uint8Array(readFileSync(join(samples!, 'nifti', name)))
      const itk = await itkRead('nifti', name.endsWith('.gz') ? bytes : gzipSync(bytes))
      const { pixels, geometry } = await read('nifti', name)
      expect(sameBytes(pixels, Float32Array.from(itk!.data))).toBe(true)
      for (const axis of [0, 1, 2]) {
        expect(geometry!.spacingMm[axis]).toBeCloseTo(itk!.spacing![axis]!, 4)
        expect(geometry!.originMm[axis]).toBeCloseTo(itk!.origin![axis]!, 3)
      }
      for (const [i, value] of Array.from(itk!.direction!).entries())
        expect(geometry!.direction[i]).toBeCloseTo(value, 4)
    },
  )
})

it('what is no volume is refused as such', async () => {
  await expect(readVolume(new Uint8Array(600), { name: 'a.nii' })).rejects.toBeInstanceOf(CutsError)
  expect(gunzipSync((await itkFile('mgh', grids.upright)).bytes).length).toBeGreaterThan(284)
})
