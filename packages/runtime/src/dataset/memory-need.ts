/** The memory that an image will take, estimated from its header before any of it is taken. */
import { CutsError } from '@cuts/core'
import type { ImageInfo } from '@cuts/formats'

/** Memory of a process before it loads an image, and for each pixel that it segments (docs/decisions/0028). */
export const baseBytes = 400e6
export const bytesPerPixel = 120

/** Unpacked file, intensities and a copy of them in another order, in units of the intensities. */
const copiesToRead = 3
/** Scaled intensities and slices besides. */
const copiesToUse = 5

/** What a file is read for: its values alone, or a run. */
export type Purpose = 'read' | 'segment'

/** Bytes that reading the file takes, or using it as part of a run. */
export function bytesNeeded(
  { width, height, depth, geometry, pixelBytes, timepoints }: ImageInfo,
  purpose: Purpose,
): number {
  const unpacked = timepoints === 1 ? 0 : 2 * pixelBytes * timepoints
  if (purpose === 'read') return copiesToRead * pixelBytes + unpacked
  const isPicture = depth === 1 && timepoints === 1 && geometry === undefined
  const kept = timepoints * copiesToUse * pixelBytes + unpacked
  return isPicture ? Math.max(kept, baseBytes + bytesPerPixel * width * height) : kept
}

/**
 * Throws `Unsupported`, with the size that would fit, if the image needs more than `most` bytes. Undefined is no limit.
 */
export function expectRoom(info: ImageInfo, path: string, most: number | undefined, purpose: Purpose): void {
  const needed = bytesNeeded(info, purpose)
  if (most === undefined || needed <= most) return
  const { width, height, depth, timepoints } = info
  const shape = [width, height, ...(depth > 1 ? [depth] : []), ...(timepoints > 1 ? [timepoints] : [])].join(' x ')
  const scale = fittingScale(info, most, purpose)
  const [w, h, d] = [width, height, depth].map(side => Math.max(1, Math.floor(side * scale)))
  throw new CutsError(
    'Unsupported',
    `${path} is ${shape} and would take about ${gigabytes(needed)} GB; the limit is ${gigabytes(most)} GB.`,
    {
      remedy: `Reduce it to ${depth > 1 ? `${w} x ${h} x ${d}` : `${w} x ${h}`} or less, or cut it into parts.`,
      action: { do: 'allow memory', gigabytes: Math.ceil(needed / 1e8) / 10 },
    },
  )
}

/** The factor for every side at which the image would need at most `most`. */
function fittingScale(info: ImageInfo, most: number, purpose: Purpose): number {
  const axes = info.depth > 1 ? 3 : 2
  let scale = 1
  const at = (factor: number): ImageInfo => ({
    ...info,
    width: info.width * factor,
    height: info.height * factor,
    pixelBytes: info.pixelBytes * factor ** axes,
  })
  while (scale > 1e-4 && bytesNeeded(at(scale), purpose) > most) scale *= 0.98
  return scale
}

function gigabytes(bytes: number): string {
  return String(Number((bytes / 1e9).toPrecision(2)))
}
