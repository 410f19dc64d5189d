/** Label maps as a gzipped NIfTI-1 volume. */
import { CutsError, type PlaneGeometry, type VolumeGeometry } from '@cuts/core'
import { compress } from '#compress'
import { bytesOf } from '../pixel-grid.ts'
import { niftiHeader } from './write-header.ts'

/**
 * Returns the bytes of `labels.nii.gz`: x and y are columns and rows, the third axis holds the levels in the order
 * given. `size` is columns, rows, levels. Each of `levels` is row-major, and is requested when the one before it is
 * written, so that they need not all be in memory. Labels are signed integers of 16 bits if none can be above
 * `largest`, which then fits, else of 32. Throws `InvalidArgument` for lengths that do not fit and labels out of range,
 * and `Unsupported` beyond the format's 32767 pixels a side.
 */
export async function writeLevels(
  levels: Iterable<Int32Array> | AsyncIterable<Int32Array>,
  size: readonly [number, number, number],
  geometry?: PlaneGeometry | VolumeGeometry,
  largest = 2 ** 31 - 1,
): Promise<Uint8Array> {
  const [width, height, count] = size
  if (count < 1) throw new CutsError('InvalidArgument', 'a label volume must hold at least one level. Got 0.')
  const isSmall = largest < 2 ** 15
  const header = niftiHeader({ size, type: isSmall ? 'int16' : 'int32', components: 1, isLabels: true, geometry })
  const parts = async function* () {
    yield header
    let written = 0
    for await (const level of levels) {
      if (level.length !== width * height)
        throw new CutsError(
          'InvalidArgument',
          `level ${written} must hold ${width} x ${height} labels. Got ${level.length}.`,
        )
      yield bytesOf(isSmall ? narrow(level, largest) : level)
      written++
    }
    if (written !== count)
      throw new CutsError('InvalidArgument', `a label volume must be given its ${count} levels. Got ${written}.`)
  }
  return compress('gzip', parts())
}

function narrow(labels: Int32Array, largest: number): Int16Array<ArrayBuffer> {
  const narrowed = new Int16Array(labels.length)
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!
    if (label < -largest || label > largest)
      throw new CutsError('InvalidArgument', `a label must be at most ${largest}. Got ${label}.`)
    narrowed[i] = label
  }
  return narrowed
}
