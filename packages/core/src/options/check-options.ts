/** Checks settings against their table: one place, and one wording, for every shell. */
import { CutsError } from '../errors.ts'
import { currentNames, type OptionsGiven } from './former-names.ts'
import { didYouMean, expectName } from './nearest-name.ts'
import type { OptionSpec, OptionTable, OptionValues } from './option-spec.ts'

/**
 * Completes `given` with the table's defaults and checks every value. Names of earlier versions are read, and each is
 * reported to `onNotice`. Throws `InvalidOption` with a sentence that names the option, the rule and the value. For an
 * unknown name, the remedy suggests the nearest known one.
 */
export function checkOptions<Table extends OptionTable>(
  owner: string,
  table: Table,
  given: OptionsGiven = {},
  onNotice?: (message: string) => void,
): OptionValues<Table> {
  const current = currentNames(owner, table, given, onNotice)
  for (const name of Object.keys(current))
    expectName(name, Object.keys(table), { what: `an option of ${owner}`, heading: `Options of ${owner}` })
  const values: Record<string, unknown> = {}
  for (const [name, spec] of Object.entries(table)) {
    const value = current[name] ?? spec.default
    if (value !== undefined && !accepts(spec, value)) throw refusal(owner, name, spec, value)
    values[name] = value
  }
  return values as OptionValues<Table>
}

function refusal(owner: string, name: string, spec: OptionSpec, value: unknown): CutsError {
  const words =
    spec.kind === 'choice' ? spec.choices.map(each => each.value).filter(each => typeof each === 'string') : []
  const near = typeof value === 'string' ? didYouMean(value, words) : ''
  return new CutsError(
    'InvalidOption',
    `\`${name}\` of ${owner} must be ${describeRule(spec)}. Got ${value === '' ? 'nothing' : String(value)}.`,
    near === '' ? {} : { remedy: near.trim() },
  )
}

function accepts(spec: OptionSpec, value: unknown): boolean {
  switch (spec.kind) {
    case 'flag':
      return typeof value === 'boolean'
    case 'choice':
      return spec.choices.some(each => each.value === value)
    case 'integer':
      return Number.isSafeInteger(value) && inRange(spec, value as number)
    case 'real':
      return typeof value === 'number' && Number.isFinite(value) && inRange(spec, value)
    default:
      return spec satisfies never
  }
}

function inRange(
  spec: { readonly min?: number | undefined; readonly max?: number | undefined },
  value: number,
): boolean {
  return value >= (spec.min ?? Number.NEGATIVE_INFINITY) && value <= (spec.max ?? Number.POSITIVE_INFINITY)
}

/** The rule of an option in words, for instance "an integer in [1, 64] px". */
export function describeRule(spec: OptionSpec): string {
  if (spec.kind === 'flag') return 'true or false'
  if (spec.kind === 'choice') return `one of ${spec.choices.map(({ value }) => value).join(', ')}`
  const noun = spec.kind === 'integer' ? 'an integer' : 'a number'
  const unit = spec.unit === undefined ? '' : ` ${spec.unit}`
  if (spec.min !== undefined && spec.max !== undefined) return `${noun} in [${spec.min}, ${spec.max}]${unit}`
  if (spec.min !== undefined) return `${noun} of at least ${spec.min}${unit}`
  if (spec.max !== undefined) return `${noun} of at most ${spec.max}${unit}`
  return `${noun}${unit}`
}
