/** One image or label map into another format, told by the name of the output. */
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { CutsError, type LabelMap, type LabelVolume, type Volume } from '@cuts/core'
import {
  encodePng,
  intensityGrid,
  labelGrid,
  type PixelGrid,
  type Segment,
  type WriterId,
  writeCoco,
  writeGeoJson,
  writeMetaImage,
  writeNifti,
  writeNpz,
  writeNrrd,
  writerFor,
  writers,
  writeTiff,
} from '@cuts/formats'
import { describeLabels } from '../../results/regions.ts'
import { writeFileWhole } from '../write-whole.ts'
import { writeLabelsAsDicom } from './dicom-segmentation.ts'
import { readWhole } from './read-whole.ts'

export interface ConvertOptions {
  /** A file, or a folder of files that make up one image. */
  readonly input: string
  readonly out: string
  readonly overwrite: boolean
  /** DICOM files that a DICOM segmentation refers to. */
  readonly source?: string | undefined
  readonly keepIdentifiers: boolean
}

export interface Converted {
  readonly out: string
  readonly from: string
  readonly to: string
  readonly width: number
  readonly height: number
  readonly depth: number
  readonly channels: number
  readonly sampleType: string
  readonly spacingMm?: readonly number[] | undefined
  readonly notices: readonly string[]
}

/**
 * Intensities keep their sample type, geometry what the format has a place for. Formats of labels take images of one channel
 * of whole numbers, of which 0 is nothing. Throws `InvalidOption` for an ending that no format has, `Unsupported` for content
 * that the format cannot hold, `Unwritable` where the output exists already, and as `readMedicalImage`.
 */
export async function convertFile({
  input,
  out,
  overwrite,
  source,
  keepIdentifiers,
}: ConvertOptions): Promise<Converted> {
  const writer = writerFor(out)
  if (writer === undefined)
    throw new CutsError('InvalidOption', `${out} does not end like any format that is written.`, {
      remedy: `Endings: ${Object.values(writers)
        .flatMap(({ extensions }) => extensions)
        .join(', ')}.`,
    })
  if (existsSync(out) && !overwrite)
    throw new CutsError('Unwritable', `${out} exists already.`, { remedy: 'Give another name, or --overwrite.' })
  const { volume, format, notices } = await readWhole(input)
  if (volume.depth > 1 && !writers[writer].volumes)
    throw cannotHold(out, writer, `${input} is a volume of ${volume.depth} slices`)
  const context = { input, out, source, keepIdentifiers }
  const isImage = writers[writer].holds === 'labels and intensities'
  const bytes = isImage
    ? await writeImage(writer, volume, context)
    : await writeLabels(writer, labelsOf(volume, writer, context), context)
  await writeFileWhole(out, bytes)
  const { width, height, depth, channels, sampleType, geometry, inPlane } = volume
  return {
    out,
    from: format,
    to: writers[writer].name,
    width,
    height,
    depth,
    channels,
    sampleType,
    spacingMm: (geometry ?? inPlane)?.spacingMm,
    notices: [...notices, ...imprecise(volume, input)],
  }
}

type Context = Pick<ConvertOptions, 'input' | 'out' | 'source' | 'keepIdentifiers'>

async function writeImage(writer: WriterId, volume: Volume, { input, out }: Context): Promise<Uint8Array> {
  const grid = intensityGrid(volume)
  const placed = { ...grid, geometry: volume.geometry ?? volume.inPlane }
  switch (writer) {
    case 'png':
      return encodePng(pictureOf(grid, input, out))
    case 'tiff':
      return writeTiff(placed)
    case 'nifti':
      return writeNifti(placed, { isLabels: false, compressed: out.toLowerCase().endsWith('.gz') })
    case 'mha':
      return writeMetaImage(placed)
    case 'npz':
      return writeNpz(placed, 'image')
    default:
      return writeNrrd(placed)
  }
}

/** PNG has whole numbers up to 65535 for grey and up to 255 for colour. */
function pictureOf({ size, channels, data }: PixelGrid, input: string, out: string) {
  const [width, height] = size
  const most = channels === 1 ? 65535 : 255
  if (channels !== 1 && channels !== 3) throw cannotHold(out, 'png', `${input} has ${channels} channels`)
  if (!data.every((value: number) => Number.isInteger(value) && value >= 0 && value <= most))
    throw cannotHold(out, 'png', `${input} has values that are negative, fractional or too large`)
  if (channels === 3) return { kind: 'rgb', width, height, data: Uint8Array.from(data) } as const
  const is8Bit = data instanceof Uint8Array
  return { kind: 'grey', width, height, data: is8Bit ? data : Uint16Array.from(data) } as const
}

/** Beyond so many values an image is of intensities, not of labels. */
const mostLabels = 4096

interface Labelled {
  readonly map: LabelMap | LabelVolume
  readonly segments: readonly Segment[]
}

function labelsOf(volume: Volume, writer: WriterId, { input, out }: Context): Labelled {
  const { width, height, depth, channels, pixels, geometry, inPlane } = volume
  if (channels !== 1) throw cannotHold(out, writer, `${input} has ${channels} channels`)
  if (!pixels.every(Number.isInteger)) throw cannotHold(out, writer, `${input} has values that are not whole numbers`)
  const labels = Int32Array.from(pixels)
  const ids = [...new Set(labels)].filter(id => id !== 0).sort((a, b) => a - b)
  if (ids.length > mostLabels || ids[0]! < 0)
    throw cannotHold(out, writer, `${input} has ${ids.length} different values from ${ids[0]} to ${ids.at(-1)}`)
  const map =
    geometry === undefined && depth === 1
      ? { width, height, labels, geometry: inPlane }
      : { width, height, depth, labels, geometry }
  return { map, segments: describeLabels(ids) }
}

async function writeLabels(
  writer: WriterId,
  { map, segments }: Labelled,
  { input, source, keepIdentifiers }: Context,
): Promise<Uint8Array | string> {
  const flat: LabelMap = 'depth' in map ? { ...map, geometry: undefined } : map
  switch (writer) {
    case 'coco':
      return writeCoco([{ fileName: basename(input), map: flat }], segments)
    case 'geojson':
      return writeGeoJson(flat, segments)
    case 'dicom-seg':
      return writeLabelsAsDicom(map, segments, { input, source, keepIdentifiers })
    default:
      return writeNrrd(labelGrid(map), segments)
  }
}

function cannotHold(out: string, writer: WriterId, why: string): CutsError {
  return new CutsError('Unsupported', `${out}: ${writers[writer].name} cannot hold that: ${why}.`, {
    remedy: 'Write .nii.gz, .nrrd, .mha or .npz, which hold any image.',
  })
}

/** Values are read as 32-bit floats, which hold whole numbers up to 2^24 exactly. */
function imprecise({ pixels, sampleType }: Volume, input: string): string[] {
  if (!['uint32', 'int32', 'float64'].includes(sampleType)) return []
  const isLarge = pixels.some(value => Math.abs(value) > 2 ** 24)
  return isLarge ? [`${input} has values beyond 16777216, which are kept to 24 bits`] : []
}
