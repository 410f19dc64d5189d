/** The one door: whatever image the given files hold, told by content, as a volume. */
import { CutsError, type Volume } from '@cuts/core'
import { dicomInfo, readDicom } from './dicom/read-dicom.ts'
import { readStack, stackInfo } from './read-stack.ts'
import { detectFormat, type Format, requireFormat } from './signature.ts'
import { companionsOf, detectVolume, type VolumeFormat } from './volume/kind.ts'
import type { VolumeHeader } from './volume/layout.ts'
import { type ReadVolumeOptions, readVolume, volumeInfo } from './volume/read-volume.ts'

export interface NamedFile {
  /** The file's name or path: for messages, and to find the files that a header names. */
  readonly name: string
  readonly bytes: Uint8Array
}

export type MedicalFormat = Format | VolumeFormat

export type ReadMedicalOptions = Omit<ReadVolumeOptions, 'name' | 'companions'>

export interface MedicalImage {
  readonly volume: Volume
  readonly format: MedicalFormat
  /** What was left out or assumed on the way, as sentences that name the file. */
  readonly notices: readonly string[]
}

/** What a header says, without its pixels. */
export interface MedicalImageInfo extends Omit<VolumeHeader, 'format'> {
  readonly format: MedicalFormat
  /** Bytes that the intensities take once they are read, four a value. */
  readonly pixelBytes: number
  readonly notices: readonly string[]
}

/**
 * Reads one image from the files that hold it together: a file by itself, a header with the files that it names, or the
 * files of a DICOM series, in any order and whatever they are called; `docs/formats.md` lists the formats.
 *
 * Intensities are in the file's own units, [channel][slice][row][column], colours in RGB order, transparency left out with a
 * notice. Geometry is in LPS, millimetres, and absent where the file does not state it.
 *
 * Throws `Unreadable` for files that are damaged, incomplete or of another format, and `Unsupported` for variants that are
 * not read or hold more than `maxSamples` values (2^29 unless given).
 */
export async function readMedicalImage(
  files: readonly NamedFile[],
  options: ReadMedicalOptions = {},
): Promise<MedicalImage> {
  const { main, companions, isVolume, series } = arrange(files)
  if (series.length > 1) return readDicom(series, options)
  return isVolume
    ? readVolume(main.bytes, { ...options, name: main.name, companions })
    : readStack(main.bytes, { ...options, name: main.name })
}

/** What the headers say, without decoding pixels. Throws as {@link readMedicalImage}, as far as headers show it. */
export function inspectMedicalImage(files: readonly NamedFile[], options: ReadMedicalOptions = {}): MedicalImageInfo {
  const { main, companions, isVolume, series } = arrange(files)
  const info =
    series.length > 1
      ? dicomInfo(series, options)
      : isVolume
        ? volumeInfo(main.bytes, { ...options, name: main.name, companions })
        : stackInfo(main.bytes, { ...options, name: main.name })
  return { ...info, pixelBytes: 4 * info.width * info.height * info.depth * info.channels }
}

interface Arranged {
  readonly main: NamedFile
  readonly companions: ReadonlyMap<string, Uint8Array>
  readonly isVolume: boolean
  /** The DICOM files. */
  readonly series: readonly NamedFile[]
}

/** Which file is the image or its header, and which the others are that it names. */
function arrange(files: readonly NamedFile[]): Arranged {
  if (files.length === 0) throw new CutsError('NothingToDo', 'no file was given to read an image from.')
  const series = files.filter(({ bytes }) => detectVolume(bytes)?.format === 'DICOM')
  for (const main of files) {
    const kind = detectVolume(main.bytes)
    if (kind === undefined) continue
    const wanted = companionsOf(main.bytes, kind, main.name)
    const found = wanted.flatMap(name => files.filter(file => baseName(file.name) === name))
    return {
      main,
      companions: new Map(found.map(({ name, bytes }) => [baseName(name), bytes])),
      isVolume: true,
      series,
    }
  }
  const main = files.find(({ bytes }) => detectFormat(bytes) !== undefined) ?? files[0]!
  requireFormat(main.bytes, main.name)
  return { main, companions: new Map(), isVolume: false, series: [] }
}

function baseName(path: string): string {
  return path.replace(/^.*[\\/]/, '')
}
