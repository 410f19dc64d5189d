/** One image or label map into another format, told by the name of the output. */
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { CutsError, type Volume } from '@cuts/core'
import { type FormatWriter, intensityGrid, type LabelledPixels, writerFor, writers } from '@cuts/formats'
import { diskFiles } from '../node/disk-files.ts'
import { writeFileWhole } from '../node/write-whole.ts'
import { describeLabels } from '../results/regions.ts'
import type { SourceFiles } from '../source/files.ts'
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
 * that the format cannot hold, `Unwritable` where the output exists already, and as `readImage`.
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
      remedy: `Endings: ${writers.flatMap(({ extensions }) => extensions).join(', ')}.`,
    })
  if (existsSync(out) && !overwrite)
    throw new CutsError('Unwritable', `${out} exists already.`, { remedy: 'Give another name, or --overwrite.' })
  const { volume, format, notices } = await readWhole(diskFiles, input)
  if (volume.depth > 1 && !writer.volumes)
    throw cannotHold(out, writer, `${input} is a volume of ${volume.depth} slices`)
  const context = { files: diskFiles, input, out, source, keepIdentifiers }
  const bytes =
    writer.writeIntensities === undefined
      ? await writeLabels(writer, labelsOf(volume, writer, context), context)
      : await writeImage(writer, volume, context)
  await writeFileWhole(out, bytes)
  const { width, height, depth, channels, sampleType, geometry, inPlane } = volume
  return {
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
}

type Context = Pick<ConvertOptions, 'input' | 'out' | 'source' | 'keepIdentifiers'> & { readonly files: SourceFiles }

async function writeImage(writer: FormatWriter, volume: Volume, { input, out }: Context): Promise<Uint8Array | string> {
  const grid = { ...intensityGrid(volume), geometry: volume.geometry ?? volume.inPlane }
  const refusal = writer.refusalOf?.(grid)
  if (refusal !== undefined) throw cannotHold(out, writer, `${input} ${refusal}`)
  return writer.writeIntensities!(grid, { compressed: out.toLowerCase().endsWith('.gz') })
}

/** Beyond so many values an image is of intensities, not of labels. */
const mostLabels = 4096

function labelsOf(volume: Volume, writer: FormatWriter, { input, out }: Context): LabelledPixels {
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
  { files, input, source, keepIdentifiers }: Context,
): Promise<Uint8Array | string> {
  // What a segmentation refers to are files, which formats do not open.
  if (writer.id === 'dicom-seg')
    return writeLabelsAsDicom(labels.map, labels.regions, { files, input, source, keepIdentifiers })
  return writer.writeLabels!(labels, { imageName: basename(input) })
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
