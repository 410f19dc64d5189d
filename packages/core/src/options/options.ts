/**
 * One table per stage says what every setting is: kind, range, unit, default and a one-line doc. The TypeScript type,
 * the validation and its sentence, the command line's help and the docs all come from it.
 */
import { CutsError } from '../errors.ts'

export type OptionSpec<T = unknown> = {
  readonly kind: 'integer' | 'real' | 'choice' | 'flag'
  readonly default: T
  readonly doc: string
  readonly unit?: string
  readonly min?: number
  readonly max?: number
  readonly values?: readonly T[]
}

export type OptionTable = { readonly [name: string]: OptionSpec }

/** The type of the settings that a table describes. */
export type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name] extends OptionSpec<infer T> ? T : never
}

type Range = { readonly min?: number; readonly max?: number; readonly unit?: string; readonly doc: string }

export function integer(value: number, spec: Range): OptionSpec<number> {
  return { kind: 'integer', default: value, ...spec }
}

export function real(value: number, spec: Range): OptionSpec<number> {
  return { kind: 'real', default: value, ...spec }
}

export function choice<const T extends string>(
  value: T,
  spec: { readonly values: readonly T[]; readonly doc: string },
): OptionSpec<T> {
  return { kind: 'choice', default: value, ...spec }
}

export function flag(value: boolean, spec: { readonly doc: string }): OptionSpec<boolean> {
  return { kind: 'flag', default: value, ...spec }
}

/**
 * Completes `given` with the table's defaults and checks every value. Throws `InvalidOption` with a sentence that names
 * the option, the rule and the value; an unknown name is an error too, with the known ones.
 */
export function checkOptions<Table extends OptionTable>(
  owner: string,
  table: Table,
  given: { readonly [name: string]: unknown } = {},
): OptionValues<Table> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(table, name))
      throw new CutsError('InvalidOption', `\`${name}\` is not an option of ${owner}.`, {
        remedy: `Known options: ${Object.keys(table).join(', ')}.`,
      })
  }
  const values: Record<string, unknown> = {}
  for (const [name, spec] of Object.entries(table)) {
    const value = given[name] ?? spec.default
    if (!accepts(spec, value))
      throw new CutsError(
        'InvalidOption',
        `\`${name}\` of ${owner} must be ${describeRule(spec)}. Got ${String(value)}.`,
      )
    values[name] = value
  }
  return values as OptionValues<Table>
}

function accepts(spec: OptionSpec, value: unknown): boolean {
  switch (spec.kind) {
    case 'flag':
      return typeof value === 'boolean'
    case 'choice':
      return spec.values?.includes(value) ?? false
    case 'integer':
      return Number.isSafeInteger(value) && inRange(spec, value as number)
    case 'real':
      return typeof value === 'number' && Number.isFinite(value) && inRange(spec, value)
    default:
      return spec.kind satisfies never
  }
}

function inRange(spec: OptionSpec, value: number): boolean {
  return value >= (spec.min ?? Number.NEGATIVE_INFINITY) && value <= (spec.max ?? Number.POSITIVE_INFINITY)
}

/** The rule of an option in words, for instance "an integer in [1, 64] px". */
export function describeRule(spec: OptionSpec): string {
  if (spec.kind === 'flag') return 'true or false'
  if (spec.kind === 'choice') return `one of ${spec.values?.join(', ')}`
  const noun = spec.kind === 'integer' ? 'an integer' : 'a number'
  const unit = spec.unit === undefined ? '' : ` ${spec.unit}`
  if (spec.min !== undefined && spec.max !== undefined) return `${noun} in [${spec.min}, ${spec.max}]${unit}`
  if (spec.min !== undefined) return `${noun} of at least ${spec.min}${unit}`
  if (spec.max !== undefined) return `${noun} of at most ${spec.max}${unit}`
  return `${noun}${unit}`
}
