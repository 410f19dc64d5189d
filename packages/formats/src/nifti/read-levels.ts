/** Reads back what {@link writeLevels} wrote; not a general NIfTI reader. */
import { CutsError, type PlaneGeometry } from '@cuts/core'
import { gunzipSync } from 'fflate'
import { isGzip, unpack } from '../gzip/unpack.ts'
import { checkVolumeSize } from '../volume/layout.ts'

export interface Levels {
  readonly width: number
  readonly height: number
  /** One row-major label map per level. */
  readonly levels: readonly Int32Array[]
  readonly geometry?: PlaneGeometry | undefined
}

const headerBytes = 352
/** Bytes a label by NIfTI's code of the type: signed integers of 16 and of 32 bits. */
const widths: { readonly [code: number]: number | undefined } = { 4: 2, 8: 4 }

/**
 * Throws `Unreadable` if the bytes are not a label volume of this library, `Unsupported` if it is too large. Nothing is
 * unpacked beyond what the header states.
 */
export function readLevels(bytes: Uint8Array, { name }: { readonly name: string }): Levels {
  const refuse = (cause?: unknown): CutsError =>
    new CutsError('Unreadable', `${name} is not a label volume written by CUTS.`, {
      remedy: 'Segment the image again.',
      ...(cause === undefined ? {} : { cause }),
    })
  if (!isGzip(bytes)) throw refuse()
  const head = unpack(bytes, 'gzip', headerBytes, name, false)
  if (head.length < headerBytes) throw refuse()
  let view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const [width, height, count] = [42, 44, 46].map(at => view.getInt16(at, true)) as [number, number, number]
  const area = width * height
  const bytesEach = widths[view.getInt16(70, true)]
  const isOurs = view.getInt32(0, true) === 348 && view.getInt16(68, true) === 1002
  if (!isOurs || bytesEach === undefined) throw refuse()
  checkVolumeSize([width, height, count], name)
  const length = headerBytes + bytesEach * area * count
  // The stream ends with its unpacked length, modulo 2^32. Nothing else is unpacked, so that it cannot be a bomb.
  if (new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(bytes.length - 4, true) !== length)
    throw refuse()
  let raw: Uint8Array
  try {
    raw = gunzipSync(bytes, { out: new Uint8Array(length) })
  } catch (cause) {
    throw refuse(cause)
  }
  if (raw.length !== length) throw refuse()
  view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
  const label = (at: number): number =>
    bytesEach === 2 ? view.getInt16(headerBytes + 2 * at, true) : view.getInt32(headerBytes + 4 * at, true)
  const levels = Array.from({ length: count }, (_, level) =>
    Int32Array.from({ length: area }, (_, i) => label(level * area + i)),
  )
  return view.getUint8(123) === 2 ? { width, height, levels, geometry: readGeometry(view) } : { width, height, levels }
}

/** Returns the grid from the affine matrix; x and y change sign as they did when written. */
function readGeometry(view: DataView): PlaneGeometry {
  const at = (row: number, column: number): number => view.getFloat32(280 + 16 * row + 4 * column, true)
  const spacing = [view.getFloat32(80, true), view.getFloat32(84, true)] as const
  const unit = (row: number, column: number): number => -at(row, column) / spacing[column]!
  return {
    spacingMm: spacing,
    originMm: [-at(0, 3), -at(1, 3)],
    direction: [unit(0, 0), unit(0, 1), unit(1, 0), unit(1, 1)],
  }
}
