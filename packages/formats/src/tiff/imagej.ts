/**
 * The description that ImageJ and Fiji write into a TIFF stack: the meaning of its pages, and the distance between
 * pixels.
 */
import type { Directory } from './directory.ts'

export interface StackDescription {
  /** Pages: channels run fastest, then slices, then points in time. */
  readonly channels: number
  readonly slices: number
  readonly timepoints: number
  /** Columns, rows, slices, in millimetres; without a unit of length the resolution is one of print. */
  readonly spacingMm: readonly [number | undefined, number | undefined, number | undefined]
}

const unitMm: { readonly [unit: string]: number } = {
  nm: 1e-6,
  um: 1e-3,
  µm: 1e-3,
  '\\u00b5m': 1e-3,
  micron: 1e-3,
  microns: 1e-3,
  mm: 1,
  cm: 10,
  m: 1000,
  inch: 25.4,
}

const description = 270
const xResolution = 282
const yResolution = 283

/** Returns undefined if the description is not ImageJ's, or does not fit the number of pages. */
export function readStackDescription({ texts, fractions }: Directory, pages: number): StackDescription | undefined {
  const lines = (texts.get(description) ?? '').replaceAll('\0', '').split(/\r?\n/)
  if (!lines[0]?.startsWith('ImageJ=')) return undefined
  const fields = new Map(lines.map(line => [line.split('=')[0]!, line.slice(line.indexOf('=') + 1)] as const))
  const count = (key: string): number => Number(fields.get(key) ?? 1)
  const [channels, slices, timepoints] = [count('channels'), count('slices'), count('frames')]
  if (channels * slices * timepoints !== pages) return undefined
  const unit = unitMm[fields.get('unit')?.toLowerCase() ?? '']
  const spacing = (value: number | undefined): number | undefined =>
    unit === undefined || value === undefined || !(value > 0 && Number.isFinite(value)) ? undefined : unit * value
  const perUnit = (tag: number): number | undefined => {
    const resolution = fractions.get(tag)
    return resolution === undefined ? undefined : 1 / resolution
  }
  const between = fields.get('spacing')
  return {
    channels,
    slices,
    timepoints,
    spacingMm: [
      spacing(perUnit(xResolution)),
      spacing(perUnit(yResolution)),
      spacing(between === undefined ? undefined : Number(between)),
    ],
  }
}
