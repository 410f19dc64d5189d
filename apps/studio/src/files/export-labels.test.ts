/** Every export, read back by programs that are not ours where there are such: the same labels at the same places. */
import type { Volume } from '@cuts/core'
import { placeOfVoxel, viewVolume } from '@cuts/core/volume'
import { readImage } from '@cuts/formats'
import { type DicomElements, dicomFile, itkRead, parseDicom, parseNpz, readDicomSegmentation } from '@cuts/testing'
import { strFromU8, unzipSync } from 'fflate'
import { beforeAll, expect, it } from 'vitest'
import { newLabel } from '../engine/document.ts'
import { turned, usualView } from '../view/planes.ts'
import { exportFormats, exportLabels } from './export-labels.ts'

const [width, height, depth] = [16, 10, 4]
const area = width * height
// Slices lie obliquely, and columns run to the right of the patient: what is shown is turned.
const [c, s] = [Math.cos(0.3), Math.sin(0.3)]
const geometry = {
  spacingMm: [0.5, 0.75, 2],
  originMm: [-12, 34.5, 7],
  direction: [-c, s, 0, s, c, 0, 0, 0, -1],
} as const
const truth = Uint8Array.from({ length: area * depth }, (_, i) => {
  const [x, y, z] = [i % width, Math.floor(i / width) % height, Math.floor(i / area)]
  if (z === 3) return 0
  return x > 2 && x < 8 && y > 1 && y < 6 + z ? 1 : x > 9 && y > 3 && x - y < 9 ? 2 : 0
})
const volume: Volume = {
  width,
  height,
  depth,
  channels: 1,
  sampleType: 'int16',
  pixels: Float32Array.from(truth, (label, i) => 100 * label + (i % 7)),
  geometry,
}

/** The series that the volume was read from. */
const series = Array.from({ length: depth }, (_, z): readonly [string, Blob] => {
  const at = placeOfVoxel(geometry, [0, 0, z])
  const orientation = [0, 1].flatMap(axis => [0, 1, 2].map(row => geometry.direction[3 * row + axis]!))
  const pixels = Int16Array.from(volume.pixels.subarray(z * area, (z + 1) * area))
  const elements: DicomElements = [
    [0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.2'],
    [0x00080018, 'UI', `1.2.3.${z + 1}`],
    [0x00080060, 'CS', 'CT'],
    [0x00100010, 'PN', 'Doe^Jane'],
    [0x00100020, 'LO', 'secret-7'],
    [0x0020000d, 'UI', '1.2.3.100'],
    [0x0020000e, 'UI', '1.2.3.200'],
    [0x00200032, 'DS', at.map(value => value.toFixed(6)).join('\\')],
    [0x00200037, 'DS', orientation.map(value => value.toFixed(9)).join('\\')],
    [0x00200052, 'UI', '1.2.3.300'],
    [0x00280002, 'US', [1]],
    [0x00280004, 'CS', 'MONOCHROME2'],
    [0x00280010, 'US', [height]],
    [0x00280011, 'US', [width]],
    [0x00280030, 'DS', '0.75\\0.5'],
    [0x00280100, 'US', [16]],
    [0x00280101, 'US', [16]],
    [0x00280102, 'US', [15]],
    [0x00280103, 'US', [1]],
    [0x7fe00010, 'OW', new Uint8Array(pixels.buffer)],
  ]
  return [`${z}`, new Blob([dicomFile({ elements }) as Uint8Array<ArrayBuffer>])]
})

let files: { readonly [name: string]: Uint8Array }
beforeAll(async () => {
  const view = usualView(geometry)
  const labels = turned(truth, volume, view)
  expect(labels).not.toEqual(truth)
  const image = viewVolume(volume, view)
  const named = [1, 2].map(id => ({ ...newLabel(id, ['Liver', 'Lesion, left'][id - 1]!) }))
  const origin = {
    preset: 'default',
    seed: 1,
    made: '2026-01-02T03:04:05.000Z',
    model: 'a model',
    settings: { a: { b: 1 } },
  }
  const others = [['run/report.html', new Uint8Array([60])]] as const
  const zip = await exportLabels([{ name: 'ct', image, labels, view, series }], named, exportFormats, origin, others)
  files = unzipSync(zip)
})

/** Where the voxels of every label lie, mm. */
function places(image: {
  readonly size: readonly number[]
  readonly spacing?: readonly number[]
  readonly origin?: readonly number[]
  readonly direction?: ArrayLike<number>
  readonly data: ArrayLike<number>
}): Map<number, string[]> {
  const found = new Map<number, string[]>()
  const [w = 0, h = 0] = image.size
  for (let i = 0; i < image.data.length; i++) {
    if (image.data[i] === 0) continue
    const at = [i % w, Math.floor(i / w) % h, Math.floor(i / (w * h))]
    const mm = [0, 1, 2].map(row =>
      at.reduce(
        (sum, p, axis) => sum + image.direction![3 * row + axis]! * image.spacing![axis]! * p,
        image.origin![row]!,
      ),
    )
    const list = found.get(image.data[i]!) ?? []
    list.push(mm.map(value => (Math.round(value * 100) / 100 + 0).toFixed(2)).join())
    found.set(image.data[i]!, list.sort())
  }
  return found
}

const expected = places({
  size: [width, height, depth],
  spacing: geometry.spacingMm,
  origin: geometry.originMm,
  direction: geometry.direction,
  data: truth,
})

it.each([
  ['ct.nii.gz', 'nifti'],
  ['ct.seg.nrrd', 'nrrd'],
] as const)('%s lies where the volume lies, by ITK, on the grid of the file', async (name, format) => {
  const image = (await itkRead(format, files[name]!))!
  expect(image.size).toEqual([width, height, depth])
  expect(Array.from(image.data as ArrayLike<number>)).toEqual([...truth])
  expect(places(image as never)).toEqual(expected)
})

it('the DICOM segmentation is what dcmqi finds, refers to the series, and says nothing of the patient', async () => {
  const read = await readDicomSegmentation(files['ct.dcm']!)
  expect(places(read)).toEqual(expected)
  expect(read.segments.map(segment => segment.SegmentLabel)).toEqual(['Liver', 'Lesion, left'])
  const data = parseDicom(files['ct.dcm']!)
  expect(data.string('x0020000d')).toBe('1.2.3.100')
  const text = strFromU8(files['ct.dcm']!, true)
  expect(text).toContain('1.2.3.2')
  expect(text).not.toMatch(/Doe|secret/)
})

it('TIFF and NumPy hold every voxel in its order', async () => {
  const { volume: tiff } = await readImage([{ name: 'ct.tif', bytes: files['ct.tif']! }])
  expect([...tiff.pixels]).toEqual([...truth])
  const { labels } = parseNpz(files['ct.npz']!)
  expect(Array.from(labels!.data as ArrayLike<number>)).toEqual([...truth])
})

const slice = (z: number): Uint8Array => truth.subarray(z * area, (z + 1) * area)

it('PNG has the ids, by ITK, of every slice that has labels, and no other', async () => {
  for (let z = 0; z < 3; z++) {
    const image = (await itkRead('png', files[`ct-slice-${z + 1}-ids.png`]!))!
    expect(Array.from(image.data as ArrayLike<number>)).toEqual([...slice(z)])
  }
  expect(files['ct-slice-4-ids.png']).toBeUndefined()
})

it('outlines in GeoJSON hold the pixels of their label, by counting crossings', () => {
  for (let z = 0; z < 3; z++) {
    const { features } = JSON.parse(strFromU8(files[`ct-slice-${z + 1}.geojson`]!))
    const found = new Uint8Array(area)
    for (const { geometry, properties } of features) {
      const id = properties.label ?? (properties.classification.name === 'Liver' ? 1 : 2)
      const polygons: number[][][][] = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
      for (let i = 0; i < area; i++) {
        const [x, y] = [(i % width) + 0.5, Math.floor(i / width) + 0.5]
        let crossings = 0
        for (const ring of polygons.flat())
          for (const [k, [bx, by]] of ring.entries()) {
            const [ax, ay] = ring[(k + ring.length - 1) % ring.length]!
            if (ay! > y !== by! > y && x < ax! + ((y - ay!) * (bx! - ax!)) / (by! - ay!)) crossings++
          }
        if (crossings % 2 === 1) found[i] = id
      }
    }
    expect([...found]).toEqual([...slice(z)])
  }
})

it('COCO counts the same pixels, column by column', () => {
  const { images, annotations, categories } = JSON.parse(strFromU8(files['annotations.json']!))
  expect(categories.map(({ name }: { name: string }) => name)).toEqual(['Liver', 'Lesion, left'])
  for (const [z, { id }] of images.entries()) {
    const found = new Uint8Array(area)
    for (const { image_id, category_id, segmentation } of annotations) {
      if (image_id !== id) continue
      const label = categories.findIndex((category: { id: number }) => category.id === category_id) + 1
      let at = 0
      for (const [k, count] of countsOf(segmentation.counts).entries()) {
        if (k % 2 === 1)
          for (let n = at; n < at + count; n++) found[(n % height) * width + Math.floor(n / height)] = label
        at += count
      }
    }
    expect([...found]).toEqual([...slice(z)])
  }
})

/** Run lengths, from a list or from COCO's own text: five bits a character, differences to the count before the last. */
function countsOf(counts: string | number[]): number[] {
  if (typeof counts !== 'string') return counts
  const found: number[] = []
  for (let at = 0; at < counts.length; ) {
    let [value, shift, more] = [0, 0, true]
    while (more) {
      const bits = counts.charCodeAt(at++) - 48
      value |= (bits & 31) << shift
      more = (bits & 32) !== 0
      shift += 5
      if (!more && (bits & 16) !== 0) value |= -1 << shift
    }
    found.push(found.length > 2 ? value + found.at(-2)! : value)
  }
  return found
}

it('the table counts the voxels and their volume; the origin says how it was made; the run is beside them', () => {
  const [head = '', ...rows] = strFromU8(files['measures.csv']!).trimEnd().split('\r\n')
  const column = (name: string): number => head.split(',').indexOf(name)
  for (const [at, id] of [1, 2].entries()) {
    // A name with a comma is quoted.
    const cells = rows[at]!.replace('"Lesion, left"', 'Lesion').split(',')
    const voxels = truth.filter(value => value === id).length
    expect(Number(cells[column('size_px')])).toBe(voxels)
    expect(Number(cells[column('volume_mm3')])).toBeCloseTo(voxels * 0.5 * 0.75 * 2, 3)
    const mean = truth.reduce((sum, value, i) => sum + (value === id ? volume.pixels[i]! : 0), 0) / voxels
    expect(Number(cells[column('mean_0')])).toBeCloseTo(mean, 3)
  }
  const origin = JSON.parse(strFromU8(files['origin.json']!))
  expect(origin).toMatchObject({ preset: 'default', seed: 1, model: 'a model', settings: { a: { b: 1 } } })
  expect(origin.version).toMatch(/^\d+\.\d+\.\d+/)
  expect(origin.labels.map(({ name }: { name: string }) => name)).toEqual(['Liver', 'Lesion, left'])
  expect(files['run/report.html']).toEqual(new Uint8Array([60]))
})
