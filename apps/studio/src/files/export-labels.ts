/** Labels as files of other programs, in one zip file together with measures and their origin. */
import { type Image, type LabelMap, type LabelVolume, measureRegions, type Volume } from '@cuts/core'
import { type View, viewGeometry, viewVolume, voxelsOfView } from '@cuts/core/volume'
import { labelGrid, type RegionStyle, type Written, writeCoco, writerOf } from '@cuts/formats'
import { version } from '@cuts/runtime'
import { type MeasuredRegion, measuresCsv } from '@cuts/runtime/results'
import { writeLabelsAsDicom } from '@cuts/runtime/run'
import { pageFiles } from '@cuts/runtime/web'
import { strToU8, type Zippable, zipSync } from 'fflate'
import type { Label } from '../engine/index.ts'
import { inverseView, turned } from '../view/planes.ts'
import type { NamedBlob } from './sources.ts'

/** Formats that are offered; a DICOM segmentation is written of images that are a DICOM series, to which it refers. */
export const exportFormats = ['png', 'nifti', 'nrrd', 'dicom-seg', 'tiff', 'npz', 'geojson', 'coco'] as const
export type ExportFormat = (typeof exportFormats)[number]

export interface LabelledImage {
  /** Its file's name. */
  readonly name: string
  /** Intensities of the whole image. */
  readonly image: Image | Volume
  /** Label of every pixel, [slice][row][column] as the image is. */
  readonly labels: Uint8Array
  /** How the image lies in the grid of its file, on which its labels are written. */
  readonly view: View
  /** The files of its DICOM series, if it is one. */
  readonly series?: readonly NamedBlob[] | undefined
}

/** How the labels came about. */
export interface Origin {
  readonly preset: string
  readonly seed: number
  readonly made: string
  /** What made the regions that were selected in. */
  readonly model: string
  /** Every setting of the stages. */
  readonly settings: object
}

/** The bytes of the zip file. Images without labels are left out. */
export async function exportLabels(
  images: readonly LabelledImage[],
  labels: readonly Label[],
  formats: readonly ExportFormat[],
  origin: Origin,
  /** Further files, by name: those of a run. */
  others: readonly (readonly [name: string, bytes: Uint8Array])[] = [],
): Promise<Uint8Array> {
  const files: Zippable = Object.fromEntries(others)
  const add = (name: string, content: Written): void => {
    files[name] = typeof content === 'string' ? strToU8(content) : content
  }
  const regions = labels.map(({ id, name, colour }): RegionStyle => ({ label: id, name, colour }))
  const measured: MeasuredRegion[] = []
  const stems = uniqueStems(images.map(({ name }) => name))
  for (const [index, image] of images.entries()) {
    const stem = stems[index]!
    const map = mapOf(image)
    for (const measures of measureRegions(map, storedImage(image))) {
      const name = labels.find(({ id }) => id === measures.label)?.name
      if (measures.label !== 0) measured.push({ ...measures, image: image.name, ownLabel: measures.label, name })
    }
    for (const format of formats) {
      if (format === 'coco') continue
      if (format === 'dicom-seg') {
        const bytes = image.series && (await segmentationOf(image, map, regions, origin.made))
        if (bytes !== undefined) add(`${stem}.dcm`, bytes)
        continue
      }
      const writer = writerOf(format)
      const extension = writer.extensions[0]!
      for (const [suffix, part] of partsOf(map, writer.volumes)) {
        add(`${stem}${suffix}${extension}`, await writer.writeLabels!({ map: part, regions }, {}))
        // A picture of labels shows colours; programs want the ids.
        if (format === 'png')
          add(`${stem}${suffix}-ids${extension}`, await writer.writeIntensities!(labelGrid(part), {}))
      }
    }
  }
  if (formats.includes('coco')) {
    const pictures = images.flatMap(image =>
      partsOf(mapOf(image), false).map(([suffix, map]) => ({
        fileName: `${image.name}${suffix}`,
        map: map as LabelMap,
      })),
    )
    add('annotations.json', await writeCoco(pictures, regions))
  }
  add('measures.csv', measuresCsv(measured))
  add('origin.json', `${JSON.stringify(describeOrigin(images, labels, origin), undefined, 2)}\n`)
  return zipSync(files)
}

/** A segmentation that refers to the series, without what it says of the patient. */
function segmentationOf(
  { name, series = [] }: LabelledImage,
  map: LabelMap | LabelVolume,
  regions: readonly RegionStyle[],
  made: string,
): Promise<Uint8Array> {
  const originals = pageFiles(series.map(([, file], index) => [`series/${index}`, file] as const))
  const used = new Set(map.labels)
  return writeLabelsAsDicom(
    map,
    regions.filter(({ label }) => used.has(label)),
    { input: name, source: 'series', originals, keepIdentifiers: false, made },
  )
}

function describeOrigin(images: readonly LabelledImage[], labels: readonly Label[], origin: Origin): object {
  return {
    program: 'CUTS Studio',
    version,
    notice: 'Research software, not a medical device.',
    ...origin,
    labels: labels.map(({ id, name, colour }) => ({ id, name, colour })),
    images: images.map(({ name, image: { geometry } }) => ({ name, spacingMm: geometry?.spacingMm ?? null })),
  }
}

/** The intensities on the grid of the file. */
function storedImage({ image, view }: LabelledImage): Image | Volume {
  return 'depth' in image ? viewVolume(image, inverseView(view)) : image
}

function mapOf({ image, labels, view }: LabelledImage): LabelMap | LabelVolume {
  const { width, height } = image
  const whole = { width, height, labels: Int32Array.from(labels) }
  if ('depth' in image && (image.depth > 1 || image.geometry !== undefined)) {
    const back = inverseView(view)
    return {
      ...voxelsOfView(image, back).size,
      labels: turned(whole.labels, image, back),
      geometry: image.geometry && viewGeometry(image.geometry, image, back),
    }
  }
  return { ...whole, geometry: 'inPlane' in image ? image.inPlane : (image as Image).geometry }
}

/** The map itself, or its labelled slices for formats that hold no volumes, with what is added to the name. */
function partsOf(map: LabelMap | LabelVolume, holdsVolumes: boolean): [suffix: string, map: LabelMap | LabelVolume][] {
  if (!('depth' in map)) return [['', map]]
  if (holdsVolumes) return [['', map]]
  const { width, height, depth, labels } = map
  const area = width * height
  return Array.from({ length: depth }, (_, slice) => labels.subarray(slice * area, (slice + 1) * area)).flatMap(
    (part, slice): [string, LabelMap][] => {
      if (depth > 1 && part.every(label => label === 0)) return []
      return [[depth === 1 ? '' : `-slice-${slice + 1}`, { width, height, labels: part }]]
    },
  )
}

function uniqueStems(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map(name => {
    const stem = name.replace(/(\.nii)?\.[^.]+$/, '') || name
    let free = stem
    for (let n = 2; taken.has(free); n++) free = `${stem}-${n}`
    taken.add(free)
    return free
  })
}
