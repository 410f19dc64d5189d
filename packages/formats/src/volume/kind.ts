/** What kind of volume a file holds, told by its content, and which other files belong to it. */
import { Gunzip } from 'fflate'

/** Volume formats, by the reader that decodes them. */
export type VolumeFormat = 'NIfTI' | 'NRRD' | 'MetaImage' | 'MGH' | 'DICOM'

export interface VolumeKind {
  readonly format: VolumeFormat
  readonly gzipped: boolean
}

const headBytes = 4096

/** The kind of volume, or undefined where the bytes are none of those read here. A start of some kilobytes is enough. */
export function detectVolume(bytes: Uint8Array): VolumeKind | undefined {
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b
  const head = gzipped ? gunzipHead(bytes) : bytes
  const format = formatOf(head)
  // NRRD and MetaImage compress within the file; DICOM in a gzip archive is DICOM all the same.
  return format === undefined ? undefined : { format, gzipped }
}

function formatOf(head: Uint8Array): VolumeFormat | undefined {
  const text = (at: number, length: number): string => String.fromCharCode(...head.subarray(at, at + length))
  if (text(128, 4) === 'DICM') return 'DICOM'
  if (['n+1\0', 'ni1\0'].includes(text(344, 4)) || ['n+2\0', 'ni2\0'].includes(text(4, 4))) return 'NIfTI'
  if (text(0, 4) === 'NRRD') return 'NRRD'
  if (/^\s*(ObjectType|NDims|Comment)\s*=/.test(text(0, 64))) return 'MetaImage'
  return isMgh(head) ? 'MGH' : undefined
}

/** MGH has no signature: version 1, four dimensions of at least 1, and one of its four sample types, big-endian. */
function isMgh(head: Uint8Array): boolean {
  if (head.length < 284) return false
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const sizes = [4, 8, 12, 16].map(at => view.getInt32(at))
  return (
    view.getInt32(0) === 1 && sizes.every(size => size >= 1 && size < 65536) && [0, 1, 3, 4].includes(view.getInt32(20))
  )
}

function gunzipHead(bytes: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = []
  const gunzip = new Gunzip(chunk => chunks.push(chunk))
  try {
    gunzip.push(bytes.subarray(0, headBytes))
  } catch {
    return new Uint8Array(0)
  }
  const head = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    head.set(chunk, at)
    at += chunk.length
  }
  return head
}

/**
 * Names of the files beside a header that hold its pixels: of a detached NRRD or MetaImage header. Only plain names count:
 * a header cannot make anything be read from elsewhere. Empty where the file holds its pixels itself.
 */
export function companionsOf(bytes: Uint8Array, { format }: VolumeKind): string[] {
  if (format !== 'NRRD' && format !== 'MetaImage') return []
  const header = new TextDecoder('latin1').decode(bytes.subarray(0, 65536)).split(/\r?\n\r?\n/)[0] ?? ''
  const named = /^\s*(?:data ?file|ElementDataFile)\s*[:=]\s*(.+?)\s*$/im.exec(header)?.[1]
  if (named === undefined || /^(local|list)\b/i.test(named) || /[\\/]/.test(named) || named === '..') return []
  return [named]
}
