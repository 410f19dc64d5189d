/** Between the value of an option and the position of a slider, 0 to 1. A logarithmic one moves by factors; 0, if it is valid, is its lowest position. */
import type { IntegerSpec, RealSpec } from '@cuts/core/options'

export type NumberSpec = IntegerSpec | RealSpec

/** Values that a slider could not tell apart are typed. */
const most = 1e6

/** Whether a slider says more than a number: both ends are known, and near enough to each other. */
export function hasSlider({ min, max, scale }: NumberSpec): boolean {
  return min !== undefined && max !== undefined && max > min && (scale === 'log' || max - min <= most)
}

export function positionOf(spec: NumberSpec, value: number): number {
  const [min, max] = [spec.min!, spec.max!]
  const inside = Math.min(max, Math.max(min, value))
  if (spec.scale !== 'log') return (inside - min) / (max - min)
  const least = lowest(spec)
  return inside < least ? 0 : offset(spec) + ((1 - offset(spec)) * Math.log(inside / least)) / Math.log(max / least)
}

export function valueAt(spec: NumberSpec, position: number): number {
  const [min, max] = [spec.min!, spec.max!]
  if (position >= 1) return max
  if (spec.scale !== 'log') return rounded(spec, min + position * (max - min))
  if (min <= 0 && position < offset(spec)) return min
  const least = lowest(spec)
  return rounded(spec, least * (max / least) ** ((position - offset(spec)) / (1 - offset(spec))))
}

/** The smallest value that factors reach. */
function lowest({ kind, min, max }: NumberSpec): number {
  return min! > 0 ? min! : kind === 'integer' ? 1 : max! / 1e4
}

/** Room for 0 below the factors. */
function offset({ min }: NumberSpec): number {
  return min! > 0 ? 0 : 0.04
}

function rounded({ kind, step, scale, min, max }: NumberSpec, value: number): number {
  const unit = scale === 'log' ? undefined : step
  const whole =
    unit !== undefined
      ? min! + Math.round((value - min!) / unit) * unit
      : kind === 'integer' && value < 100
        ? Math.round(value)
        : Number(value.toPrecision(2))
  const exact = kind === 'integer' ? Math.round(whole) : Number(whole.toPrecision(12))
  return Math.min(max!, Math.max(min!, exact))
}
