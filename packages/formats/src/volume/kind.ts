/** What kind of volume a file holds, told by its content, and which other files belong to it. */
import { afniSignature } from '../afni/open.ts'
import { isDicom } from '../dicom/open.ts'
import { isGzip, unpack } from '../gzip/unpack.ts'
import { metaDataFiles, readMetaText } from '../metaimage/open.ts'
import { nrrdDataFiles, readNrrdText } from '../nrrd/fields.ts'
import { npySignature } from '../numpy/npy.ts'
import { parSignature } from '../parrec/open.ts'

/** Volume formats, by the reader that decodes them. */
export type VolumeFormat = 'NIfTI' | 'NRRD' | 'MetaImage' | 'MGH' | 'NumPy' | 'MINC' | 'AFNI' | 'PAR/REC' | 'DICOM'

export interface VolumeKind {
  readonly format: VolumeFormat
  readonly gzipped: boolean
}

const headBytes = 65536

/** The kind of volume, or undefined where the bytes are none of those read here. A start of some kilobytes is enough. */
export function detectVolume(bytes: Uint8Array): VolumeKind | undefined {
  const gzipped = isGzip(bytes)
  const head = gzipped ? unpack(bytes.subarray(0, headBytes), 'gzip', headBytes, '', false) : bytes
  const format = formatOf(head)
  return format === undefined ? undefined : { format, gzipped }
}

function formatOf(head: Uint8Array): VolumeFormat | undefined {
  const text = (at: number, length: number): string => String.fromCharCode(...head.subarray(at, at + length))
  if (text(128, 4) === 'DICM') return 'DICOM'
  if (['n+1\0', 'ni1\0'].includes(text(344, 4)) || ['n+2\0', 'ni2\0'].includes(text(4, 4))) return 'NIfTI'
  if (text(0, 4) === 'NRRD') return 'NRRD'
  if (/^\s*(ObjectType|NDims|Comment)\s*=/.test(text(0, 64))) return 'MetaImage'
  if (afniSignature.test(text(0, 256))) return 'AFNI'
  if (parSignature.test(text(0, 64))) return 'PAR/REC'
  if (text(0, 3) === 'CDF' && (head[3] === 1 || head[3] === 2)) return 'MINC'
  if (npySignature.every((byte, i) => head[i] === byte)) return 'NumPy'
  // An archive whose first entry is an array.
  if (text(0, 4) === 'PK\x03\x04' && /^[^\0]*\.npy/.test(text(30, 200))) return 'NumPy'
  if (isMgh(head)) return 'MGH'
  if (isAnalyze(head)) return 'NIfTI'
  return isDicom(head) ? 'DICOM' : undefined
}

/** MGH has no signature: version 1, four dimensions of at least 1, and one of its sample types, big-endian. */
function isMgh(head: Uint8Array): boolean {
  if (head.length < 284) return false
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const sizes = [4, 8, 12, 16].map(at => view.getInt32(at))
  return (
    view.getInt32(0) === 1 &&
    sizes.every(size => size >= 1 && size < 65536) &&
    [0, 1, 3, 4, 10].includes(view.getInt32(20))
  )
}

/** Analyze 7.5 has none either: the size of its header, and one to seven axes. */
function isAnalyze(head: Uint8Array): boolean {
  if (head.length < 348) return false
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  return [true, false].some(little => {
    const axes = view.getInt16(40, little)
    return view.getInt32(0, little) === 348 && axes >= 1 && axes <= 7
  })
}

/**
 * Names of the files beside a header that hold its pixels: of a detached NRRD or MetaImage header, and of the header of a
 * NIfTI, Analyze, AFNI or PAR/REC pair, for which any of several names will do. Only plain names count: a header cannot make anything be
 * read from elsewhere. Empty where the file holds its pixels itself. `name` is that of the header.
 */
export function companionsOf(bytes: Uint8Array, { format, gzipped }: VolumeKind, name = ''): string[] {
  const isPlain = (file: string): boolean => !/[\\/\0]/.test(file) && file !== '..' && file !== '.'
  if (format === 'NRRD') return (nrrdDataFiles(readNrrdText(bytes, name)) ?? []).filter(isPlain)
  if (format === 'MetaImage') return metaDataFiles(readMetaText(bytes)).filter(isPlain)
  const base = name.replace(/^.*[\\/]/, '')
  const beside = (ending: RegExp, ...endings: readonly string[]): string[] => {
    const stem = base.replace(ending, '')
    return stem === '' ? [] : endings.map(other => stem + other)
  }
  if (format === 'AFNI') return beside(/\.HEAD$/i, '.BRIK', '.BRIK.gz')
  if (format === 'PAR/REC') return beside(/\.PAR$/i, '.REC', '.rec')
  if (format !== 'NIfTI') return []
  const head = gzipped ? unpack(bytes, 'gzip', 348, name, false) : bytes
  if (head[345] === '+'.charCodeAt(0) || head[5] === '+'.charCodeAt(0)) return []
  return beside(/(\.hdr)?(\.gz)?$/i, '.img', '.img.gz', '.IMG')
}
