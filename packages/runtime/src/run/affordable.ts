/** How many processes segment images side by side, if nobody says. */
import type { DatasetImage } from '../dataset/dataset.ts'
import { baseBytes, bytesPerPixel } from '../dataset/memory-need.ts'

/** Minimum number of pixels for a process. With fewer, its start takes longer than its work. */
const worthwhilePixels = 2 ** 17

/** Returns the number of processes that cores, memory and the work allow, at least 1. */
export function affordableProcesses(
  images: readonly Pick<DatasetImage, 'width' | 'height'>[],
  { cores, freeBytes }: { readonly cores: number; readonly freeBytes: number },
): number {
  const pixels = images.reduce((most, { width, height }) => Math.max(most, width * height), 0)
  const total = images.reduce((sum, { width, height }) => sum + width * height, 0)
  const memory = Math.floor((0.8 * freeBytes) / (baseBytes + bytesPerPixel * pixels))
  return Math.max(1, Math.min(cores, memory, Math.floor(total / worthwhilePixels)))
}
