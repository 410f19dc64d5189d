import { createRandom } from '@cuts/core'
import { type DicomFields, dicomFile, type DicomElements as Elements, itkRead } from '@cuts/testing'
import { deflateSync, gzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { inspectImage, readImage } from '../../index.ts'
import { dicomMember, groupDicom } from '../index.ts'

const pixelTag = 0x7fe00010
const ct = '1.2.840.10008.5.1.4.1.1.2'

/** Elements of an image of 4 x 3 pixels of 16 bits, changed and completed by `changes`, in the order of their tags. */
function image(changes: Elements = [], pixels?: Uint8Array): Elements {
  const plain: Elements = [
    [0x00080016, 'UI', ct],
    [0x00080018, 'UI', '1.2.3.4'],
    [0x00080060, 'CS', 'CT'],
    [0x00280002, 'US', [1]],
    [0x00280004, 'CS', 'MONOCHROME2'],
    [0x00280010, 'US', [3]],
    [0x00280011, 'US', [4]],
    [0x00280100, 'US', [16]],
    [0x00280101, 'US', [16]],
    [0x00280102, 'US', [15]],
    [0x00280103, 'US', [0]],
  ]
  const values = new Map([...plain, ...changes].map(entry => [entry[0], entry] as const))
  const all = [...values.values()].toSorted((a, b) => a[0] - b[0])
  return pixels === undefined ? all : [...all, [pixelTag, 'OW', pixels]]
}

const values = Uint16Array.from({ length: 12 }, (_, i) => 5000 * i + 7)
const bytes = new Uint8Array(values.buffer)

const read = async (fields: DicomFields) => readImage([{ name: 'a', bytes: dicomFile(fields) }])
const pixelsOf = async (fields: DicomFields) => [...(await read(fields)).volume.pixels]

describe('a DICOM file', () => {
  it('gives the same pixels however its elements are written, with or without a file header, gzipped or not', async () => {
    const swapped = bytes.map((_, i) => bytes[i ^ 1]!)
    const explicit = dicomFile({ elements: image([], bytes) })
    const bare = dicomFile({ elements: image([], bytes), isBare: true })
    // A deflated data set lies behind a header that is not.
    const deflatedHeader = dicomFile({ elements: [], syntax: '1.2.840.10008.1.2.1.99' })
    const files = [
      explicit,
      bare,
      gzipSync(explicit),
      dicomFile({ elements: image([], bytes), syntax: '1.2.840.10008.1.2' }),
      dicomFile({ elements: image([], bytes), syntax: '1.2.840.10008.1.2', isBare: true }),
      dicomFile({ elements: image([], swapped), syntax: '1.2.840.10008.1.2.2' }),
      dicomFile({ elements: image([], swapped), syntax: '1.2.840.10008.1.2.2', isBare: true }),
      Uint8Array.from([...deflatedHeader, ...deflateSync(bare)]),
    ]
    for (const [i, file] of files.entries()) {
      const { volume, format } = await readImage([{ name: 'a', bytes: file }])
      expect([format, volume.width, volume.height, volume.sampleType], `${i}`).toEqual(['DICOM', 4, 3, 'uint16'])
      expect([...volume.pixels], `${i}`).toEqual([...values])
    }
  })

  it('lies where ITK says, oblique, with the values that ITK reads', async () => {
    const [c, s] = [Math.cos(0.3), Math.sin(0.3)]
    const elements = image(
      [
        [0x00180050, 'DS', '2.5'],
        [0x00200032, 'DS', '-10\\20.5\\-300'],
        [0x00200037, 'DS', `${c.toFixed(8)}\\${s.toFixed(8)}\\0\\0\\0\\-1`],
        // Rows first.
        [0x00280030, 'DS', '0.75\\0.5'],
        [0x00281052, 'DS', '-1024'],
        [0x00281053, 'DS', '2'],
      ],
      bytes,
    )
    const file = dicomFile({ elements })
    const { volume } = await readImage([{ name: 'a', bytes: file }])
    const itk = await itkRead('gdcm', file)
    expect([...volume.pixels]).toEqual(Array.from(itk!.data))
    expect([...volume.pixels]).toEqual([...values].map(value => 2 * value - 1024))
    for (const axis of [0, 1]) expect(volume.geometry!.spacingMm[axis]).toBeCloseTo(itk!.spacing![axis]!, 6)
    // ITK does not take the thickness of a single slice for its spacing.
    expect(volume.geometry!.spacingMm[2]).toBeCloseTo(2.5, 6)
    for (const axis of [0, 1, 2]) expect(volume.geometry!.originMm[axis]).toBeCloseTo(itk!.origin![axis]!, 6)
    for (const [i, value] of Array.from<number>(itk!.direction!).entries())
      expect(volume.geometry!.direction[i]).toBeCloseTo(value, 6)
  })

  it('of unknown spacing lies nowhere; with pixel spacing alone, in its plane', async () => {
    const none = (await read({ elements: image([], bytes) })).volume
    expect([none.geometry, none.inPlane]).toEqual([undefined, undefined])
    const plane = (await read({ elements: image([[0x00280030, 'DS', '0.75\\0.5']], bytes) })).volume
    expect([plane.geometry, plane.inPlane?.spacingMm]).toEqual([undefined, [0.5, 0.75]])
    const detector = await read({ elements: image([[0x00181164, 'DS', '0.2\\0.1']], bytes) })
    expect(detector.volume.inPlane?.spacingMm).toEqual([0.1, 0.2])
    expect(detector.notices[0]).toContain('on the detector')
    const centimetres: Elements = [
      [0x00186024, 'US', [3]],
      [0x00186026, 'US', [3]],
      [0x0018602c, 'FD', [0.02]],
      [0x0018602e, 'FD', [0.03]],
    ]
    const sound = await read({ elements: image([[0x00186011, 'SQ', [centimetres]]], bytes) })
    for (const [i, mm] of [0.2, 0.3].entries()) expect(sound.volume.inPlane?.spacingMm[i]).toBeCloseTo(mm, 9)
  })

  it('counts only the bits in use, and their sign', async () => {
    const bits = (stored: number, high: number, signed: number): Elements => [
      [0x00280101, 'US', [stored]],
      [0x00280102, 'US', [high]],
      [0x00280103, 'US', [signed]],
    ]
    expect(await pixelsOf({ elements: image(bits(12, 11, 0), bytes) })).toEqual([...values].map(value => value % 4096))
    expect(await pixelsOf({ elements: image(bits(12, 15, 0), bytes) })).toEqual(
      [...values].map(v => Math.floor(v / 16)),
    )
    const signed = [...values].map(value => ((value % 4096) + 2048) % 4096).map(value => value - 2048)
    expect(await pixelsOf({ elements: image(bits(12, 11, 1), bytes) })).toEqual(signed)
    expect((await read({ elements: image(bits(12, 11, 1), bytes) })).volume.sampleType).toBe('int16')
  })

  it('takes a table in place of rescaling, and tells the window that it asks for', async () => {
    const table: Elements = [
      [0x00283002, 'US', [3, 5007, 16]],
      [0x00283006, 'OW', new Uint8Array(Uint16Array.of(11, 22, 33).buffer)],
    ]
    const changes: Elements = [
      [0x00281050, 'DS', '40\\80'],
      [0x00281051, 'DS', '400\\200'],
      [0x00283000, 'SQ', [table]],
    ]
    const file = { name: 'a', bytes: dicomFile({ elements: image(changes, bytes) }) }
    const { volume } = await readImage([file])
    // Below and above the table its ends count.
    expect([...volume.pixels]).toEqual([...values].map(value => (value <= 5007 ? 11 : 33)))
    expect(inspectImage([file]).window).toEqual([-160, 240])
  })

  it('turns white-is-zero, in the range of its bits and before rescaling', async () => {
    const changes: Elements = [
      [0x00280004, 'CS', 'MONOCHROME1'],
      [0x00281052, 'DS', '10'],
      [0x00281053, 'DS', '0.5'],
    ]
    const found = await read({ elements: image(changes, bytes) })
    expect([...found.volume.pixels]).toEqual([...values].map(value => 0.5 * (65535 - value) + 10))
    expect(found.notices[0]).toContain('stores white as 0')
  })

  it('says how many pixels are padding, which is as signed as the pixels', async () => {
    const changes: Elements = [
      [0x00280103, 'US', [1]],
      [0x00280120, 'US', [65536 - 2000]],
    ]
    const padded = new Uint8Array(Int16Array.of(-2000, 1, 2, -2000, 3, 4, 5, 6, 7, 8, 9, 10).buffer)
    const { notices } = await read({ elements: image(changes, padded) })
    expect(notices).toEqual(['a: 2 pixels lie outside what was scanned; their value (-2000 as stored) is kept'])
  })

  const colour = (photometric: string, planar: number): Elements => [
    [0x00280002, 'US', [3]],
    [0x00280004, 'CS', photometric],
    [0x00280006, 'US', [planar]],
    [0x00280100, 'US', [8]],
    [0x00280101, 'US', [8]],
    [0x00280102, 'US', [7]],
  ]
  const random = createRandom(5)
  const rgb = Uint8Array.from({ length: 36 }, () => random.integer(256))
  const planesOf = (samples: ArrayLike<number>) =>
    [0, 1, 2].flatMap(c => Array.from({ length: 12 }, (_, i) => samples[3 * i + c]!))

  it('reads colour side by side and in planes', async () => {
    expect(await pixelsOf({ elements: image(colour('RGB', 0), rgb) })).toEqual(planesOf(rgb))
    const planar = Uint8Array.from(planesOf(rgb))
    expect(await pixelsOf({ elements: image(colour('RGB', 1), planar) })).toEqual(planesOf(rgb))
  })

  it('makes RGB of YBR, whole and halved across', async () => {
    // ITU-R BT.601, full range: the inverse of what is under test.
    const ybr = (i: number): [number, number, number] => {
      const [r, g, b] = [rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!]
      const y = 0.299 * r + 0.587 * g + 0.114 * b
      return [y, 128 + (b - y) / 1.772, 128 + (r - y) / 1.402].map(Math.round) as [number, number, number]
    }
    const whole = Array.from({ length: 12 }, (_, i) => ybr(i)).flat()
    const found = await pixelsOf({ elements: image(colour('YBR_FULL', 0), Uint8Array.from(whole)) })
    // Rounding of the three to whole numbers costs up to 1.772 / 2 + 1 / 2.
    for (const [i, value] of planesOf(rgb).entries()) expect(Math.abs(found[i]! - value)).toBeLessThanOrEqual(2)
    // Some files say that colours are halved and hold them all.
    const mislabelled = await pixelsOf({ elements: image(colour('YBR_FULL_422', 0), Uint8Array.from(whole)) })
    expect(mislabelled).toEqual(found)
    // Two pixels share the colour of the first.
    const halved = Array.from({ length: 6 }, (_, pair) => [
      ybr(2 * pair)[0],
      ybr(2 * pair)[0],
      ...ybr(2 * pair).slice(1),
    ])
    const pairs = await pixelsOf({ elements: image(colour('YBR_FULL_422', 0), Uint8Array.from(halved.flat())) })
    for (let i = 0; i < 12; i++)
      for (const c of [0, 1, 2]) {
        const original = rgb[3 * (i - (i % 2)) + c]!
        expect(Math.abs(pairs[12 * c + i]! - original)).toBeLessThanOrEqual(2)
      }
  })

  it('makes RGB of a palette, whose first entry need not be 0', async () => {
    const words = (...entries: number[]): Uint8Array => new Uint8Array(Uint16Array.from(entries).buffer)
    const changes: Elements = [
      [0x00280004, 'CS', 'PALETTE COLOR'],
      ...[0x00281101, 0x00281102, 0x00281103].map(tag => [tag, 'US', [3, 10, 16]] as const),
      [0x00281201, 'OW', words(0x0100, 0x0200, 0x0300)],
      [0x00281202, 'OW', words(0, 0xff00, 0)],
      [0x00281203, 'OW', words(0x4000, 0, 0x8000)],
    ]
    const indices = new Uint8Array(Uint16Array.of(0, 9, 10, 11, 12, 13, 99, 10, 10, 10, 10, 10).buffer)
    const { volume } = await read({ elements: image(changes, indices) })
    expect([volume.channels, volume.sampleType]).toEqual([3, 'uint8'])
    expect([...volume.pixels.subarray(0, 7)]).toEqual([1, 1, 1, 2, 3, 3, 3])
    expect([...volume.pixels.subarray(12, 19)]).toEqual([0, 0, 0, 255, 0, 0, 0])
  })

  it('reads frames of single bits that do not begin on a byte', async () => {
    const bits = Array.from({ length: 36 }, (_, i) => (i * i + (i >> 2)) & 1)
    const packed = new Uint8Array(6)
    for (const [i, bit] of bits.entries()) packed[i >> 3]! |= bit << (i & 7)
    const changes: Elements = [
      [0x00280008, 'IS', '3'],
      [0x00280100, 'US', [1]],
      [0x00280101, 'US', [1]],
      [0x00280102, 'US', [0]],
    ]
    const { volume } = await read({ elements: image(changes, packed) })
    expect([volume.depth, [...volume.pixels]]).toEqual([3, bits])
  })

  it('sorts frames by the groups that say where each lies, scaled and spaced as they say', async () => {
    const frame = (z: number, slope: number): Elements => [
      [0x00209113, 'SQ', [[[0x00200032, 'DS', `1\\2\\${z}`]]]],
      [
        0x00289145,
        'SQ',
        [
          [
            [0x00281052, 'DS', '0'],
            [0x00281053, 'DS', `${slope}`],
          ],
        ],
      ],
    ]
    const shared: Elements = [
      [0x00209116, 'SQ', [[[0x00200037, 'DS', '1\\0\\0\\0\\1\\0']]]],
      [0x00289110, 'SQ', [[[0x00280030, 'DS', '0.75\\0.5']]]],
    ]
    const changes: Elements = [
      [0x00280008, 'IS', '3'],
      [0x52009229, 'SQ', [shared]],
      [0x52009230, 'SQ', [frame(8, 1), frame(4, 10), frame(0, 100)]],
    ]
    const pixels = new Uint8Array(Uint16Array.from({ length: 36 }, (_, i) => 1 + Math.floor(i / 12)).buffer)
    const { volume } = await read({ elements: image(changes, pixels) })
    expect([volume.pixels[0], volume.pixels[12], volume.pixels[24]]).toEqual([300, 20, 1])
    expect(volume.geometry).toEqual({
      spacingMm: [0.5, 0.75, 4],
      originMm: [1, 2, 0],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    })
  })

  it('expands RLE, of which runs and plain parts are packed byte plane by byte plane', async () => {
    const runs = Uint16Array.from({ length: 12 }, (_, i) => (i < 6 ? 0x1234 : 1000 * i))
    // Packed plainly (n - 1, n bytes) but for the runs of six in front (257 - 6, byte).
    const plane = (shift: number): number[] => {
      const bytesOfPlane = [...runs].map(value => (value >> shift) & 255)
      return [257 - 6, bytesOfPlane[0]!, 5, ...bytesOfPlane.slice(6), 0]
    }
    const segments = [plane(8), plane(0)]
    const header = new Uint8Array(Uint32Array.of(2, 64, 64 + segments[0]!.length, ...new Array(13).fill(0)).buffer)
    const fragment = Uint8Array.from([...header, ...segments.flat()])
    const file = { elements: image(), syntax: '1.2.840.10008.1.2.5', fragments: [fragment] }
    expect(await pixelsOf(file)).toEqual([...runs])
    await expect(read({ ...file, fragments: [fragment.subarray(0, 68)] })).rejects.toMatchObject({ code: 'Unreadable' })
  })
})

describe('a DICOM series', () => {
  const normal = [0, -Math.sin(0.4), Math.cos(0.4)]
  /** Slice k at `height` mm along the normal of a turned plane, with values that tell it. */
  const slice = (value: number, height: number, number: number, changes: Elements = []) =>
    dicomFile({
      elements: image(
        [
          [0x0020000e, 'UI', '1.2.3'],
          [0x00200013, 'IS', `${number}`],
          [0x00200032, 'DS', normal.map((n, axis) => ([5, 6, 7][axis]! + n * height).toFixed(6)).join('\\')],
          [0x00200037, 'DS', `1\\0\\0\\0\\${Math.cos(0.4).toFixed(8)}\\${Math.sin(0.4).toFixed(8)}`],
          [0x00280030, 'DS', '1\\1'],
          ...changes,
        ],
        new Uint8Array(new Uint16Array(12).fill(value).buffer),
      ),
    })
  const named = (files: readonly Uint8Array[]) => files.map((content, i) => ({ name: `s${i}`, bytes: content }))
  const firsts = ({ volume }: Awaited<ReturnType<typeof readImage>>) =>
    Array.from({ length: volume.depth }, (_, z) => volume.pixels[12 * z])

  it('is sorted along its normal, whatever its numbers and the order of the files', async () => {
    const files = named([slice(30, 8, 1), slice(10, 0, 9), slice(40, 12, 2), slice(20, 4, 5)])
    const found = await readImage(files)
    expect(firsts(found)).toEqual([10, 20, 30, 40])
    expect(found.notices).toEqual([])
    const { spacingMm, originMm, direction } = found.volume.geometry!
    for (const [axis, mm] of [1, 1, 4].entries()) expect(spacingMm[axis]).toBeCloseTo(mm, 4)
    expect(originMm).toEqual([5, 6, 7])
    for (const row of [0, 1, 2]) expect(direction[3 * row + 2]).toBeCloseTo(normal[row]!, 5)
    expect(inspectImage(files)).toMatchObject({ format: 'DICOM', depth: 4, timepoints: 1, pixelBytes: 192 })
  })

  it('of several slices at every place is so many volumes, in the order of their numbers', async () => {
    const files = named([slice(1, 0, 1), slice(2, 4, 2), slice(3, 0, 3), slice(4, 4, 4)])
    const first = await readImage(files)
    expect([firsts(first), first.notices]).toEqual([[1, 2], ['s0 holds 2 volumes; only the first is used']])
    expect(firsts(await readImage(files, { timepoint: 1 }))).toEqual([3, 4])
  })

  it('that lies unevenly says so, and is rescaled file by file', async () => {
    const files = named([slice(1, 0, 1), slice(2, 4, 2, [[0x00281053, 'DS', '10']]), slice(3, 10, 3)])
    const found = await readImage(files)
    expect(firsts(found)).toEqual([1, 20, 3])
    expect(found.notices[0]).toContain('4.00 to 6.00 mm apart')
  })

  it('with missing slices has all others at their places, and those between their neighbours', async () => {
    const files = named([slice(10, 0, 1), slice(20, 4, 2), slice(50, 16, 3), slice(60, 20, 4), slice(70, 24, 5)])
    const found = await readImage(files)
    expect(firsts(found)).toEqual([10, 20, 30, 40, 50, 60, 70])
    expect(found.notices).toEqual([expect.stringContaining('2 slices are missing')])
    const { spacingMm, originMm } = found.volume.geometry!
    expect(spacingMm[2]).toBeCloseTo(4, 4)
    expect(originMm).toEqual([5, 6, 7])
    expect(inspectImage(files)).toMatchObject({ depth: 7 })
  })

  it('is not stretched where more slices are missing than there are', async () => {
    const found = await readImage(named([slice(1, 0, 1), slice(2, 4, 2), slice(3, 100, 3)]))
    expect(found.volume.depth).toBe(3)
    expect(found.notices[0]).toContain('4.00 to 96.00 mm apart')
  })

  it('with a slice that is cut short loses that slice alone, and says which', async () => {
    const whole = [slice(10, 0, 1), slice(20, 4, 2), slice(99, 8, 3), slice(40, 12, 4)]
    const files = named(whole.map((content, i) => (i === 2 ? content.subarray(0, -3) : content)))
    const found = await readImage(files)
    expect(firsts(found)).toEqual([10, 20, 30, 40])
    expect(found.notices).toEqual([expect.stringMatching(/^s2 .*filled from the slices around/)])
    // At the end there is one neighbour.
    const last = named(whole.map((content, i) => (i === 3 ? content.subarray(0, -3) : content)))
    expect(firsts(await readImage(last))).toEqual([10, 20, 99, 99])
    // By itself, or in company of others that are damaged, it is an error.
    await expect(readImage([files[2]!])).rejects.toMatchObject({ code: 'Unreadable' })
    const most = named(whole.map((content, i) => (i > 0 ? content.subarray(0, -3) : content)))
    await expect(readImage(most)).rejects.toMatchObject({ code: 'Unreadable' })
  })

  it('of files that do not fit is refused', async () => {
    const other = dicomFile({ elements: image([[0x00280010, 'US', [2]]], bytes) })
    await expect(readImage(named([slice(1, 0, 1), other]))).rejects.toMatchObject({
      code: 'Mismatch',
      message: expect.stringContaining('4 x 2 pixels'),
    })
    const turned = slice(1, 4, 2, [[0x00200037, 'DS', '0\\1\\0\\0\\0\\1']])
    await expect(readImage(named([slice(1, 0, 1), turned]))).rejects.toMatchObject({ code: 'Mismatch' })
  })

  it('is told from others without anybody being named', () => {
    const of = (patient: string, series: string, number: string): Elements => [
      [0x00100010, 'PN', `Name of ${patient}`],
      [0x00100020, 'LO', patient],
      [0x0020000e, 'UI', series],
      [0x00200011, 'IS', number],
    ]
    const files = named([
      slice(1, 0, 1, of('Ann', '1.1', '3')),
      slice(2, 4, 2, of('Bob', '1.2', '3')),
      slice(3, 4, 2, of('Ann', '1.1', '3')),
      slice(3, 4, 2, of('Ann', '1.9', '3')),
      dicomFile({ elements: image(of('Bob', '1.3', '4'), bytes) }),
    ])
    const groups = groupDicom(files.map(dicomMember))
    expect(groups.map(({ label, files: members }) => [label, members])).toEqual([
      ['patient-1/CT-3', ['s0', 's2']],
      ['patient-2/CT-3', ['s1']],
      ['patient-1/CT-3-2', ['s3']],
      ['patient-2/CT-4', ['s4']],
    ])
    expect(groups[1]?.identity.patientName).toBe('Name of Bob')
    const { identity: _, ...shown } = groups[1]!
    expect(JSON.stringify(shown)).not.toContain('Bob')
  })
})

describe('what is refused of DICOM', () => {
  const ended = Uint8Array.from([...bytes, 0xff, 0xd9])
  const without = (uid: string, modality: string): DicomFields => ({
    elements: [
      [0x00080016, 'UI', uid],
      [0x00080060, 'CS', modality],
    ],
  })

  it.each([
    ['a report', without('1.2.840.10008.5.1.4.1.1.88.33', 'SR'), 'is a structured report and holds no image'],
    ['a plan', without('1.2.840.10008.5.1.4.1.1.481.5', 'RTPLAN'), 'is a radiotherapy plan'],
    ['contours', without('1.2.3', 'RTSTRUCT'), 'drawn as contours'],
    ['an image without pixels', without(ct, 'CT'), 'without pixel data'],
    [
      'pixels cut short',
      { elements: image([], bytes.subarray(0, 20)) },
      'holds 20 bytes of pixel data, but its header asks for 24',
    ],
    ['no rows', { elements: image([[0x00280010, 'US', [0]]], bytes) }, '4 x 0 pixels'],
    ['too many frames', { elements: image([[0x00280008, 'IS', '999999']], bytes) }, '999999 frames in 24 bytes'],
    [
      'fewer frames than stated',
      { elements: image([[0x00280008, 'IS', '2']]), syntax: '1.2.840.10008.1.2.5', fragments: [bytes] },
      'holds 1 frames',
    ],
    ['impossible bits', { elements: image([[0x00280101, 'US', [17]]], bytes) }, '17 of 16 bits'],
    ['an unknown photometry', { elements: image([[0x00280004, 'CS', 'HSV']], bytes) }, 'photometry "HSV"'],
    ['video', { elements: image(), syntax: '1.2.840.10008.1.2.4.102', fragments: [bytes] }, 'is a video'],
    ['an unknown syntax', { elements: image(), syntax: '1.2.3.4', fragments: [bytes] }, 'transfer syntax 1.2.3.4'],
    [
      'a stream without its end',
      { elements: image(), syntax: '1.2.840.10008.1.2.4.90', fragments: [bytes] },
      'breaks off before its end mark',
    ],
    [
      'corrupt JPEG',
      { elements: image(), syntax: '1.2.840.10008.1.2.4.70', fragments: [ended] },
      'frame 1 of 1 cannot be decoded',
    ],
    [
      'corrupt HTJ2K',
      { elements: image(), syntax: '1.2.840.10008.1.2.4.201', fragments: [ended] },
      'frame 1 of 1 cannot be decoded',
    ],
  ] as [string, DicomFields, string][])('%s', async (_, fields, message) => {
    await expect(read(fields)).rejects.toMatchObject({ name: 'CutsError', message: expect.stringContaining(message) })
  })
})
