/** Converts one image or label map to the format that the name of the output selects. */
import { CutsError, type Volume } from '@cuts/core'
import {
  type DecodedImage,
  type FormatWriter,
  intensityGrid,
  type LabelledPixels,
  writerFor,
  writers,
} from '@cuts/formats'
import { describeLabels } from '../results/regions.ts'
import { basename } from '../source/paths.ts'
import { writeLabelsAsDicom } from './dicom-segmentation.ts'
import type { WriteContext } from './numbered.ts'

interface Names {
  readonly input: string
  readonly out: string
}

/** The input and output of a conversion. `made` is the date of the input; other fields are for DICOM segmentations. */
export interface Conversion extends Names, Pick<WriteContext, 'source' | 'originals' | 'keepIdentifiers' | 'made'> {}

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

/** Returns the writer for the name of an output. Throws `InvalidOption` if no format has this extension. */
export function writerOfName(out: string): FormatWriter {
  const writer = writerFor(out)
  if (writer !== undefined) return writer
  throw new CutsError('InvalidOption', `${out} has an extension that no writer supports.`, {
    remedy: `Endings: ${writers.flatMap(({ extensions }) => extensions).join(', ')}.`,
  })
}

/**
 * Intensities keep their sample type. Geometry is kept if the format can store it. Label formats accept images of one
 * channel of whole numbers, with 0 as background. Throws `InvalidOption` for an unknown extension, and `Unsupported`
 * for content that the format cannot hold.
 */
export async function convertImage(
  { volume, format, notices }: DecodedImage,
  conversion: Conversion,
): Promise<{ readonly content: Uint8Array | string; readonly converted: Converted }> {
  const { input, out } = conversion
  const writer = writerOfName(out)
  if (volume.depth > 1 && !writer.volumes)
    throw cannotHold(out, writer, `${input} is a volume of ${volume.depth} slices`)
  const content =
    writer.writeIntensities === undefined
      ? await writeLabels(writer, labelsOf(volume, writer, conversion), conversion)
      : await writeImage(writer, volume, conversion)
  const { width, height, depth, channels, sampleType, geometry, inPlane } = volume
  const converted = {
    out,
    from: format,
    to: writer.name,
    width,
    height,
    depth,
    channels,
    sampleType,
    spacingMm: (geometry ?? inPlane)?.spacingMm,
    notices: [...notices, ...imprecise(volume, input)],
  }
  return { content, converted }
}

async function writeImage(writer: FormatWriter, volume: Volume, { input, out }: Names): Promise<Uint8Array | string> {
  const grid = { ...intensityGrid(volume), geometry: volume.geometry ?? volume.inPlane }
  const refusal = writer.refusalOf?.(grid)
  if (refusal !== undefined) throw cannotHold(out, writer, `${input} ${refusal}`)
  return writer.writeIntensities!(grid, { compressed: out.toLowerCase().endsWith('.gz') })
}

/** An image with more values than this holds intensities, not labels. */
const mostLabels = 4096

function labelsOf(volume: Volume, writer: FormatWriter, { input, out }: Names): LabelledPixels {
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
  return { map, regions: describeLabels(ids) }
}

async function writeLabels(
  writer: FormatWriter,
  labels: LabelledPixels,
  conversion: Conversion,
): Promise<Uint8Array | string> {
  // A segmentation refers to files, which the package formats does not open.
  if (writer.id === 'dicom-seg') return writeLabelsAsDicom(labels.map, labels.regions, conversion)
  return writer.writeLabels!(labels, { imageName: basename(conversion.input) })
}

function cannotHold(out: string, writer: FormatWriter, why: string): CutsError {
  return new CutsError('Unsupported', `${out}: ${writer.name} cannot hold that: ${why}.`, {
    remedy: 'Write .nii.gz, .nrrd, .mha or .npz, which hold any image.',
  })
}

/** Values are read as 32-bit floats, which hold whole numbers up to 2^24 exactly. */
function imprecise({ pixels, sampleType }: Volume, input: string): string[] {
  if (!['uint32', 'int32', 'float64'].includes(sampleType)) return []
  const isLarge = pixels.some(value => Math.abs(value) > 2 ** 24)
  return isLarge ? [`${input} has values beyond 16777216, which are kept to 24 bits`] : []
}
