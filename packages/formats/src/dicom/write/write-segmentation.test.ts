/** Segmentations read back by dcmqi (labels, place, names, colours) and by dicom-parser (references, identifiers). */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRandom, type LabelVolume, type VolumeGeometry } from '@cuts/core'
import { parseDicom, readDicomSegmentation, sharedData, sharedDataReason } from '@cuts/testing'
import { describe, expect, it } from 'vitest'
import { dicomCielab } from './cielab.ts'
import { decimalString, encodeFile } from './encode.ts'
import { segmentFrames } from './segment-frames.ts'
import { readSourceInstance } from './source-instance.ts'
import { type SegmentationContext, writeSegmentation } from './write-segmentation.ts'

const context: SegmentationContext = {
  segments: [
    { label: 1, name: 'region 1', colour: [180, 110, 90] },
    { label: 7, name: 'region 7', colour: [90, 140, 190] },
    { label: 3000, name: 'region 3000', colour: [210, 200, 190] },
    { label: 4, name: 'nowhere', colour: [0, 0, 0] },
  ],
  uids: {
    study: '2.25.1001',
    series: '2.25.1002',
    instance: '2.25.1003',
    frameOfReference: '2.25.1004',
    dimensions: '2.25.1005',
  },
  pseudonym: 'CUTS-1',
  keepIdentifiers: false,
  made: { date: '20260102', time: '030405' },
  softwareVersion: '0.1.0',
}

/** dcmqi wants frames that fill whole bytes: 8 pixels a row. */
function volume(geometry?: VolumeGeometry): LabelVolume {
  const random = createRandom(5)
  const labels = Int32Array.from({ length: 8 * 5 * 4 }, () => [0, 1, 7, 3000][random.integer(4)]!)
  // One slice without a segment, one segment in one slice only.
  for (let i = 0; i < labels.length; i++) {
    if (Math.floor(i / 40) === 2 && labels[i] === 7) labels[i] = 0
    if (i >= 40 && labels[i] === 3000) labels[i] = 1
  }
  return { width: 8, height: 5, depth: 4, labels, geometry }
}

const [ca, sa, cb, sb] = [Math.cos(0.3), Math.sin(0.3), Math.cos(-0.5), Math.sin(-0.5)]
const geometries: { readonly [name: string]: VolumeGeometry } = {
  straight: { spacingMm: [0.5, 0.7, 2], originMm: [1, 2, 3], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
  oblique: {
    spacingMm: [0.4881, 0.7512, 3.3],
    originMm: [-121.25, 34.5, 701.125],
    direction: [ca, -sa * cb, sa * sb, sa, ca * cb, -ca * sb, 0, sb, cb],
  },
  flipped: { spacingMm: [1.5, 0.25, 1 / 3], originMm: [0.1, -0.2, 0.3], direction: [0, -1, 0, -1, 0, 0, 0, 0, 1] },
  mirrored: { spacingMm: [1, 1, 2], originMm: [0, 0, 9], direction: [1, 0, 0, 0, 1, 0, 0, 0, -1] },
}

describe('writeSegmentation', () => {
  it.each(Object.entries(geometries))('of an %s volume is what dcmqi finds, voxel by voxel', async (_, geometry) => {
    const map = volume(geometry)
    const read = await readDicomSegmentation(writeSegmentation(map, context))
    expect(read.segments.map(segment => [segment.labelID, segment.SegmentLabel])).toEqual([
      [1, 'region 1'],
      [2, 'region 7'],
      [3, 'region 3000'],
    ])
    expect([...read.spacing].map((mm, axis) => mm / geometry.spacingMm[axis]!)).toEqual(
      Array.from({ length: 3 }, () => expect.closeTo(1, 5)),
    )
    // Readers may turn the order of slices round: compare where voxels lie, not how they are numbered.
    const [w = 0, h = 0] = read.size
    const numbers = [1, 7, 3000]
    const { originMm, spacingMm, direction } = geometry
    for (let i = 0; i < read.data.length; i++) {
      const at = [i % w, Math.floor(i / w) % h, Math.floor(i / (w * h))]
      const mm = [0, 1, 2].map(row =>
        at.reduce((sum, p, axis) => sum + read.direction[3 * row + axis]! * read.spacing[axis]! * p, read.origin[row]!),
      )
      const index = [0, 1, 2].map(
        axis =>
          [0, 1, 2].reduce((sum, row) => sum + direction[3 * row + axis]! * (mm[row]! - originMm[row]!), 0) /
          spacingMm[axis]!,
      )
      for (const value of index) expect(Math.abs(value - Math.round(value))).toBeLessThan(1e-5 * 100)
      const [x = 0, y = 0, z = 0] = index.map(Math.round)
      const label = map.labels[(z * 5 + y) * 8 + x]!
      expect(read.data[i]).toBe(numbers.indexOf(label) + 1)
    }
  })

  it('shows segments in their colours, as far as a reader that takes D65 for the white of D50 can', async () => {
    const read = await readDicomSegmentation(writeSegmentation(volume(geometries.straight), context))
    for (const [index, segment] of read.segments.entries())
      for (const [c, value] of segment.recommendedDisplayRGBValue.entries())
        expect(Math.abs(value - context.segments[index]!.colour[c]!)).toBeLessThanOrEqual(20)
    expect(read.segments[0]).toMatchObject({
      SegmentAlgorithmType: 'AUTOMATIC',
      SegmentedPropertyTypeCodeSequence: { CodeValue: '85756007', CodeMeaning: 'Tissue' },
    })
  })

  it('is the same for the same labels', () => {
    const map = volume(geometries.oblique)
    expect(writeSegmentation(map, context)).toEqual(writeSegmentation(map, context))
  })

  it('refuses what has no place, no region, or sources of another series', () => {
    expect(() => writeSegmentation(volume(), context)).toThrow(
      expect.objectContaining({
        code: 'InvalidArgument',
        message: expect.stringContaining('a position in the patient'),
      }),
    )
    const none = { ...volume(geometries.straight), labels: new Int32Array(160) }
    expect(() => writeSegmentation(none, context)).toThrow(expect.objectContaining({ code: 'NothingToDo' }))
    const map = volume(geometries.straight)
    const sources = [0, 1, 2].map(z => source(z))
    expect(() => writeSegmentation(map, { ...context, sources })).toThrow(
      'none of the 3 source files lies at the position of slice 3, (1, 2, 9) mm.',
    )
    const small = readSourceInstance(sourceFile(0, { Rows: [4] }), { name: 'small.dcm' })
    expect(() => writeSegmentation(map, { ...context, sources: [small] })).toThrow(
      'small.dcm has 8 x 4 pixels, and the segmentation 8 x 5.',
    )
  })
})

/** A slice of the series that `volume(straight)` would have been made from. */
function sourceFile(z: number, change: Parameters<typeof encodeFile>[1] = {}): Uint8Array {
  return encodeFile(
    { TransferSyntaxUID: '1.2.840.10008.1.2.1' },
    {
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
      SOPInstanceUID: `1.2.3.${z}`,
      PatientName: 'Doe^Jane',
      PatientID: 'SECRET-42',
      PatientBirthDate: '19700101',
      AccessionNumber: 'A99',
      StudyDate: '20200229',
      StudyInstanceUID: '1.2.9',
      SeriesInstanceUID: '1.2.8',
      FrameOfReferenceUID: '1.2.7',
      ImagePositionPatient: [1, 2, 3 + 2 * z],
      ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
      PixelSpacing: [0.7, 0.5],
      Rows: [5],
      Columns: [8],
      ...change,
    },
  )
}
const source = (z: number) => readSourceInstance(sourceFile(z), { name: `${z}.dcm` })

describe('writeSegmentation with its source', () => {
  // In no order, as files come from a folder.
  const sources = [3, 0, 2, 1].map(source)

  it('refers every frame to the file that lies there, and stays in its study and space', () => {
    const map = volume(geometries.straight)
    const parsed = parseDicom(writeSegmentation(map, { ...context, sources }))
    expect(parsed.string('x0020000d')).toBe('1.2.9')
    expect(parsed.string('x00200052')).toBe('1.2.7')
    expect(parsed.string('x0020000e')).not.toBe('1.2.8')
    const series = parsed.elements.x00081115!.items![0]!.dataSet!
    expect(series.string('x0020000e')).toBe('1.2.8')
    const referred = series.elements.x0008114a!.items!.map(item => item.dataSet!.string('x00081155'))
    expect(referred.sort()).toEqual(['1.2.3.0', '1.2.3.1', '1.2.3.2', '1.2.3.3'])
    const frames = parsed.elements.x52009230!.items!.map(item => item.dataSet!)
    expect(frames.length).toBe(parsed.intString('x00280008'))
    for (const frame of frames) {
      const inner = (tag: string) => frame.elements[tag]!.items![0]!.dataSet!
      const z = (Number(inner('x00209113').string('x00200032')!.split('\\')[2]) - 3) / 2
      const image = inner('x00089124').elements.x00082112!.items![0]!.dataSet!
      expect(image.string('x00081155')).toBe(`1.2.3.${z}`)
      expect(image.string('x00081150')).toBe('1.2.840.10008.5.1.4.1.1.2')
      expect(inner('x00209111').uint32('x00209157', 1)).toBe(z + 1)
    }
  })

  it('takes places from files that are not quite evenly spaced, and refuses files that lie beside', () => {
    const map = volume(geometries.straight)
    const at = (position: number[]) => ({ ImagePositionPatient: position })
    const uneven = [0, 1, 2, 3].map(z =>
      readSourceInstance(sourceFile(z, at([1, 2, 3 + 2 * z + 0.3 * (z % 2)])), { name: `${z}.dcm` }),
    )
    const parsed = parseDicom(writeSegmentation(map, { ...context, sources: uneven }))
    const places = parsed.elements.x52009230!.items!.map(item =>
      item.dataSet!.elements.x00209113!.items![0]!.dataSet!.string('x00200032'),
    )
    expect(new Set(places)).toEqual(new Set(['1\\2\\3', '1\\2\\5.3', '1\\2\\7', '1\\2\\9.3']))
    const beside = [0, 1, 2, 3].map(z => readSourceInstance(sourceFile(z, at([1.1, 2, 3 + 2 * z])), { name: 'x' }))
    expect(() => writeSegmentation(map, { ...context, sources: beside })).toThrow('lies at the position of slice 0')
  })

  it('copies no identifier unless asked to', () => {
    const text = (keepIdentifiers: boolean): string =>
      new TextDecoder('latin1').decode(
        writeSegmentation(volume(geometries.straight), { ...context, sources, keepIdentifiers }),
      )
    for (const secret of ['Doe', 'SECRET-42', '19700101', 'A99', '20200229']) {
      expect(text(false)).not.toContain(secret)
      expect(text(true)).toContain(secret)
    }
    expect(text(false)).toContain('CUTS-1')
    expect(text(true)).not.toContain('CUTS-1')
  })

  it('of an image takes its place from the one file, where that has one', () => {
    const { labels } = volume()
    const image = { width: 8, height: 5, labels: labels.slice(0, 40) }
    const placed = parseDicom(writeSegmentation(image, { ...context, sources: [source(2)] }))
    const frame = placed.elements.x52009230!.items![0]!.dataSet!
    expect(frame.elements.x00209113!.items![0]!.dataSet!.string('x00200032')).toBe('1\\2\\7')
    const nowhere = { ImagePositionPatient: undefined, ImageOrientationPatient: undefined, PixelSpacing: undefined }
    const flat = readSourceInstance(sourceFile(2, nowhere), { name: 'ultrasound.dcm' })
    const unplaced = parseDicom(writeSegmentation(image, { ...context, sources: [flat] }))
    const lone = unplaced.elements.x52009230!.items![0]!.dataSet!
    expect(lone.elements).not.toHaveProperty('x00209113')
    expect(lone.elements).toHaveProperty('x00089124')
  })
})

describe('readSourceInstance', () => {
  it.each([
    ['another file', new Uint8Array(200), 'is not a DICOM file'],
    ['a file without UIDs', sourceFile(0, { SOPInstanceUID: '' }), 'has no SOPInstanceUID'],
    ['several frames', sourceFile(0, { NumberOfFrames: [3] }), 'holds 3 frames'],
    ['a file cut short', sourceFile(0).subarray(0, 150), 'is damaged or incomplete'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readSourceInstance(bytes, { name: 'x.dcm' })).toThrow(`x.dcm ${message}`)
  })
})

describe('segmentFrames', () => {
  it('are the bits of all frames in a row, also where they do not fill bytes', () => {
    const random = createRandom(2)
    const labels = Int32Array.from({ length: 7 * 3 * 4 }, () => random.integer(3))
    const map = { width: 7, height: 3, depth: 4, labels }
    const { frames, bits } = segmentFrames(map, [2, 1])
    const string = [...bits].map(byte => [...byte.toString(2).padStart(8, '0')].reverse().join('')).join('')
    const expected = frames.map(({ segment, slice }) =>
      [...labels.subarray(21 * slice, 21 * (slice + 1))].map(label => (label === [2, 1][segment] ? '1' : '0')).join(''),
    )
    expect(string.slice(0, 21 * frames.length)).toBe(expected.join(''))
    expect(string.slice(21 * frames.length)).toMatch(/^0*$/)
    expect(frames.length).toBe(8)
  })
})

describe('dicomCielab', () => {
  it.each([
    [
      [255, 255, 255],
      [100, 0, 0],
    ],
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
    [
      [255, 0, 0],
      [54.29, 80.81, 69.89],
    ], // Lindbloom's calculator, sRGB to Lab under D50
    [
      [0, 0, 255],
      [29.57, 68.3, -112.03],
    ],
  ] as const)('of %j is Lab %j', (rgb, [l, a, b]) => {
    const stored = dicomCielab(rgb)
    expect(stored[0] / 655.35).toBeCloseTo(l, 1)
    expect((stored[1] * 255) / 65535 - 128).toBeCloseTo(a, 0)
    expect((stored[2] * 255) / 65535 - 128).toBeCloseTo(b, 0)
  })
})

describe('decimalString', () => {
  it('keeps within 16 characters and 1e-7 of the number', () => {
    const random = createRandom(4)
    for (let k = 0; k < 500; k++) {
      const value = random.normal() * 10 ** (random.integer(12) - 6)
      const text = decimalString(value)
      expect(text.length).toBeLessThanOrEqual(16)
      expect(Math.abs(Number(text) / value - 1)).toBeLessThan(1e-7)
    }
    expect(decimalString(0.5)).toBe('0.5')
    expect(decimalString(-3)).toBe('-3')
  })
})

const samples = sharedData('formats')
describe.skipIf(samples === undefined)(`DICOM files of scanners (${sharedDataReason} if skipped)`, () => {
  const files = (folder: string) =>
    readdirSync(join(samples!, folder)).map(name => ({
      name,
      bytes: new Uint8Array(readFileSync(join(samples!, folder, name))),
    }))

  it('of every transfer syntax have the attributes that dicom-parser finds', () => {
    let compared = 0
    for (const { name, bytes } of [...files('dicom_cornerstone'), ...files('dicom_pydicom')]) {
      let parsed: ReturnType<typeof parseDicom>
      try {
        parsed = parseDicom(bytes)
      } catch {
        continue
      }
      if (parsed.string('x00080018') === undefined || Number(parsed.string('x00280008') ?? 1) > 1) continue
      const found = readSourceInstance(bytes, { name })
      expect(found.sopInstanceUid, name).toBe(parsed.string('x00080018'))
      expect(found.seriesInstanceUid, name).toBe(parsed.string('x0020000e'))
      expect(found.rows, name).toBe(parsed.uint16('x00280010') ?? 0)
      expect(found.columns, name).toBe(parsed.uint16('x00280011') ?? 0)
      const position = parsed.string('x00200032')?.split('\\').map(Number)
      if (found.plane !== undefined) expect(found.plane.position, name).toEqual(position)
      compared++
    }
    expect(compared).toBeGreaterThan(15)
  })

  it('of a CT series carry a segmentation that refers to each of them', () => {
    const sources = files('dicom_ct_series_totalsegmentator').map(({ name, bytes }) =>
      readSourceInstance(bytes, { name }),
    )
    const along = (z: (typeof sources)[number]) => z.plane!.position[2]!
    const [first, second] = sources.toSorted((a, b) => along(a) - along(b))
    const { rows, columns, plane } = first!
    const labels = new Int32Array(rows * columns * sources.length)
    for (let z = 0; z < sources.length; z++) labels.fill(1, (z * rows + 100) * columns, (z * rows + 101) * columns)
    const [ox = 1, oy = 0, oz = 0, vx = 0, vy = 1, vz = 0] = plane!.orientation
    const geometry = {
      spacingMm: [...plane!.spacingMm, along(second!) - along(first!)] as [number, number, number],
      originMm: plane!.position as [number, number, number],
      direction: [ox, vx, 0, oy, vy, 0, oz, vz, 1],
    }
    const bytes = writeSegmentation(
      { width: columns, height: rows, depth: sources.length, labels, geometry },
      { ...context, sources },
    )
    const frames = parseDicom(bytes).elements.x52009230!.items!.map(item => item.dataSet!)
    const referred = frames.map(frame => {
      const derivation = frame.elements.x00089124!.items![0]!.dataSet!
      return derivation.elements.x00082112!.items![0]!.dataSet!.string('x00081155')
    })
    expect(referred.sort()).toEqual(sources.map(({ sopInstanceUid }) => sopInstanceUid).sort())
  })
})
