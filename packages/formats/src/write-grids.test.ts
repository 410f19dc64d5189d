/** Every writer of grids against ITK's readers (NumPy arrays against a parser of their own): labels exact, geometry to 1e-5. */
import { createRandom, type Image, type LabelVolume, type PlaneGeometry, type VolumeGeometry } from '@cuts/core'
import { itkRead, parseNpz } from '@cuts/testing'
import { describe, expect, it } from 'vitest'
import { writeMetaImage } from './metaimage/write-metaimage.ts'
import { writeNifti } from './nifti/write-nifti.ts'
import { writeNrrd } from './nrrd/write-nrrd.ts'
import { writeNpz } from './numpy/write-npz.ts'
import { intensityGrid, labelGrid, type PixelGrid } from './pixel-grid.ts'
import { ratio } from './tiff/ratio.ts'
import { writeTiff } from './tiff/write-tiff.ts'

/** A turn about two axes: columns of a rotation, row-major. */
const [a, b] = [0.3, -0.5]
const [ca, sa, cb, sb] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b)]
const turned = [ca, -sa * cb, sa * sb, sa, ca * cb, -ca * sb, 0, sb, cb]
const geometries: { readonly [name: string]: VolumeGeometry } = {
  oblique: { spacingMm: [0.4881, 0.7512, 3.3], originMm: [-121.25, 34.5, 701.125], direction: turned },
  flipped: { spacingMm: [1.5, 0.25, 1 / 3], originMm: [0.1, -0.2, 0.3], direction: [0, -1, 0, -1, 0, 0, 0, 0, -1] },
}

function labelVolume(top: number, geometry?: VolumeGeometry): LabelVolume {
  const random = createRandom(top)
  const labels = Int32Array.from({ length: 7 * 5 * 4 }, () => random.integer(Math.min(top + 1, 40)))
  labels[17] = top
  return { width: 7, height: 5, depth: 4, labels, geometry }
}

const writers = {
  nifti: (grid: PixelGrid) => writeNifti(grid, { isLabels: true }),
  nrrd: (grid: PixelGrid) => writeNrrd(grid),
  meta: (grid: PixelGrid) => writeMetaImage(grid),
} as const

describe.each(Object.entries(writers))('%s', (format, write) => {
  const read = (bytes: Uint8Array) => itkRead(format as keyof typeof writers, bytes)

  it.each([
    [255, 'uint8'],
    [65535, 'uint16'],
    [2_000_000_000, 'int32'],
  ])('of labels up to %i is what ITK reads, as %s', async (top, type) => {
    const map = labelVolume(top)
    const found = await read(await write(labelGrid(map)))
    expect(found).toMatchObject({ componentType: type, components: 1, size: [7, 5, 4] })
    expect(Array.from(found!.data)).toEqual([...map.labels])
  })

  it.each(Object.entries(geometries))('keeps an %s grid', async (_, geometry) => {
    const found = await read(await write(labelGrid(labelVolume(9, geometry))))
    for (const axis of [0, 1, 2]) {
      expect(found!.spacing![axis]).toBeCloseTo(geometry.spacingMm[axis]!, 5)
      expect(found!.origin![axis]).toBeCloseTo(geometry.originMm[axis]!, 4)
    }
    for (const [i, value] of geometry.direction.entries()) expect(found!.direction![i]).toBeCloseTo(value, 5)
  })

  it('puts an image into the plane z = 0', async () => {
    const geometry: PlaneGeometry = { spacingMm: [0.5, 0.75], originMm: [-12.5, 40.25], direction: [0, -1, 1, 0] }
    const found = await read(await write(labelGrid({ width: 3, height: 2, labels: new Int32Array(6), geometry })))
    expect(found!.spacing!.slice(0, 2)).toEqual([0.5, 0.75])
    expect(found!.origin!.slice(0, 2)).toEqual([-12.5, 40.25])
    const axes = found!.size.length
    expect([0, 1, axes, axes + 1].map(i => Math.round(found!.direction![i]!))).toEqual([0, -1, 1, 0])
  })

  it('holds intensities of every sample type, and channels side by side', async () => {
    for (const sampleType of ['uint8', 'int8', 'int16', 'uint32', 'float32', 'float64'] as const) {
      const pixels = Float32Array.of(0, 1, 2, 3, 4, 127)
      const image: Image = { width: 3, height: 2, channels: 1, pixels, sampleType }
      const found = await read(await write(intensityGrid(image)))
      expect(found!.componentType).toBe(sampleType)
      expect(Array.from(found!.data)).toEqual([...pixels])
    }
    const pixels = Float32Array.from({ length: 12 }, (_, i) => i)
    for (const [channels, sampleType] of [
      [3, 'uint8'],
      [2, 'float32'],
    ] as const) {
      const area = 12 / channels
      const found = await read(await write(intensityGrid({ width: area, height: 1, channels, pixels, sampleType })))
      expect(found!.components).toBe(channels)
      expect(Array.from(found!.data)).toEqual(
        Array.from({ length: 12 }, (_, i) => pixels[(i % channels) * area + Math.floor(i / channels)]),
      )
    }
  })

  it('gives the same bytes for the same labels', async () => {
    const grid = labelGrid(labelVolume(300, geometries.oblique))
    expect(await write(grid)).toEqual(await write(grid))
  })
})

describe('writeNrrd with segments', () => {
  const segments = [
    { label: 1, name: 'region 1', colour: [255, 0, 51] },
    { label: 4, name: 'back\\slash', colour: [0, 128, 255] },
    { label: 9, name: 'absent', colour: [1, 2, 3] },
  ] as const
  const labels = new Int32Array(7 * 5 * 4)
  for (const i of [8, 9, 15 + 35]) labels[i] = 1
  labels[139] = 4

  it('states what 3D Slicer needs to show each label with its name and colour', async () => {
    const bytes = await writeNrrd(labelGrid({ width: 7, height: 5, depth: 4, labels }), segments)
    const [header = ''] = new TextDecoder('latin1').decode(bytes).split('\n\n')
    const pairs = new Map(
      header.split('\n').flatMap(line => (line.includes(':=') ? [line.split(':=') as [string, string]] : [])),
    )
    expect(Object.fromEntries(pairs)).toMatchObject({
      Segment0_ID: 'Segment_1',
      Segment0_Name: 'region 1',
      Segment0_Color: '1.000000 0.000000 0.200000',
      Segment0_LabelValue: '1',
      Segment0_Layer: '0',
      Segment0_Extent: '1 2 1 2 0 1',
      Segment1_Name: 'back\\\\slash',
      Segment1_LabelValue: '4',
      Segment1_Extent: '6 6 4 4 3 3',
      Segment2_Extent: '0 -1 0 -1 0 -1',
      Segmentation_MasterRepresentation: 'Binary labelmap',
      Segmentation_ContainedRepresentationNames: 'Binary labelmap|',
      Segmentation_ReferenceImageExtentOffset: '0 0 0',
    })
    const read = await itkRead('nrrd', bytes)
    expect(Array.from(read!.data)).toEqual([...labels])
  })

  it('has three axes even for an image', async () => {
    const map = { width: 7, height: 20, labels }
    const text = new TextDecoder('latin1').decode(await writeNrrd(labelGrid(map), segments))
    expect(text).toContain('dimension: 3\nsizes: 7 20 1\n')
  })
})

describe('writeTiff', () => {
  it('of a volume is a stack of pages that ITK reads to the label, spacing of rows and columns kept', async () => {
    for (const top of [255, 65535]) {
      const map = labelVolume(top, geometries.oblique)
      const found = await itkRead('tiff', writeTiff(labelGrid(map)))
      expect(found!.size).toEqual([7, 5, 4])
      expect(Array.from(found!.data)).toEqual([...map.labels])
      expect(found!.spacing![0]).toBeCloseTo(0.4881, 6)
      expect(found!.spacing![1]).toBeCloseTo(0.7512, 6)
    }
  })

  it('tells ImageJ how far apart slices lie, and no unit where nobody knows', () => {
    const text = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes)
    expect(text(writeTiff(labelGrid(labelVolume(9, geometries.oblique))))).toContain(
      'ImageJ=1.53t\nimages=4\nslices=4\nunit=cm\nspacing=0.33\n',
    )
    expect(text(writeTiff(labelGrid(labelVolume(9))))).not.toContain('unit')
  })

  it('holds colour and floats', async () => {
    const pixels = Float32Array.from({ length: 18 }, (_, i) => 14 * i)
    const colour = await itkRead(
      'tiff',
      writeTiff(intensityGrid({ width: 3, height: 2, channels: 3, pixels, sampleType: 'uint8' })),
    )
    expect(Array.from(colour!.data)).toEqual(
      Array.from({ length: 18 }, (_, i) => 14 * ((i % 3) * 6 + Math.floor(i / 3))),
    )
    const float = await itkRead(
      'tiff',
      writeTiff(intensityGrid({ width: 9, height: 2, channels: 1, pixels, sampleType: 'float32' })),
    )
    expect(float).toMatchObject({ componentType: 'float32', size: [9, 2] })
    expect(Array.from(float!.data)).toEqual([...pixels])
  })
})

describe('ratio', () => {
  it('is exact for ratios and within 1e-8 of others', () => {
    expect(ratio(20)).toEqual([20, 1])
    expect(ratio(0.375)).toEqual([3, 8])
    const random = createRandom(3)
    for (let k = 0; k < 200; k++) {
      const value = 10 ** (8 * random.uniform() - 4)
      const [p, q] = ratio(value)
      expect(Math.abs(p / q / value - 1)).toBeLessThan(1e-8)
      expect(Math.max(p, q)).toBeLessThan(2 ** 32)
    }
  })
})

describe('writeNpz', () => {
  it('is an archive of arrays as NumPy lays them out', () => {
    const map = labelVolume(300, geometries.oblique)
    const arrays = parseNpz(writeNpz(labelGrid(map), 'labels'))
    expect(arrays.labels!.shape).toEqual([4, 5, 7])
    expect([...arrays.labels!.data]).toEqual([...map.labels])
    expect([...arrays.spacing_mm!.data]).toEqual([...geometries.oblique!.spacingMm])
    expect([...arrays.origin_mm!.data]).toEqual([...geometries.oblique!.originMm])
    expect(arrays.direction).toMatchObject({ shape: [3, 3], data: Float64Array.from(turned) })
  })

  it('leaves out axes of one and an unknown geometry', () => {
    const pixels = Float32Array.from({ length: 18 }, (_, i) => i)
    const arrays = parseNpz(
      writeNpz(intensityGrid({ width: 3, height: 2, channels: 3, pixels, sampleType: 'uint8' }), 'image'),
    )
    expect(Object.keys(arrays)).toEqual(['image'])
    expect(arrays.image!.shape).toEqual([2, 3, 3])
    const flat = parseNpz(writeNpz(labelGrid({ width: 3, height: 2, labels: new Int32Array(6) }), 'labels'))
    expect(flat.labels!.shape).toEqual([2, 3])
  })
})
