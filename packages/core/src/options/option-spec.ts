/**
 * One table per stage defines every setting. The TypeScript type, the validation and its messages, the command line's
 * help, forms, JSON schemas and the docs all come from it. Specs are plain data: a form can switch over `kind`.
 */

export type OptionValue = number | string | boolean

/** The fields that every kind of option has. */
interface Described<T> {
  /** Value if none is given; undefined if the option may be left out. */
  readonly default: T
  /** A few words, as a label of a form. */
  readonly title: string
  /** The effect of the option, in one line. */
  readonly doc: string
  /** `basic` options are worth a look for everyone; `expert` options need knowledge of the method. */
  readonly level: 'basic' | 'expert'
  /** The option only matters if another option of the same table has one of these values. */
  readonly when?: { readonly option: string; readonly is: readonly OptionValue[] } | undefined
  /** Says what happens if the option is left out. */
  readonly absent?: string | undefined
  /** The name that the option had in earlier versions. It is still read. */
  readonly formerly?: string | undefined
}

interface Numeric<T> extends Described<T> {
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly unit?: string | undefined
  /** `log`: a slider moves by factors, not by differences; 0, if it is valid, is its lowest position. */
  readonly scale?: 'log' | undefined
  /** The difference between neighbouring values of a slider. Values in between are valid. */
  readonly step?: number | undefined
}

export interface IntegerSpec<T = number | undefined> extends Numeric<T> {
  readonly kind: 'integer'
}

export interface RealSpec<T = number | undefined> extends Numeric<T> {
  readonly kind: 'real'
}

export interface FlagSpec<T = boolean | undefined> extends Described<T> {
  readonly kind: 'flag'
}

export interface ChoiceSpec<T = string | number | undefined> extends Described<T> {
  readonly kind: 'choice'
  readonly choices: readonly { readonly value: NonNullable<T>; readonly doc: string }[]
  /** Names that choices had in earlier versions, with their present names. They are still read. */
  readonly formerChoices?: { readonly [earlier: string]: NonNullable<T> } | undefined
}

export type OptionSpec = IntegerSpec | RealSpec | FlagSpec | ChoiceSpec

export type OptionTable = { readonly [name: string]: OptionSpec }

/** The options of a stage, with a description of the stage itself. */
export interface OptionGroup {
  readonly title: string
  readonly doc: string
  readonly options: OptionTable
}

/** The type of the settings that a table describes. */
export type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name] extends { readonly default: infer T } ? T : never
}

type Words<Spec> = Omit<Spec, 'kind' | 'default' | 'choices' | 'formerChoices'>

export function integer<const T extends number | undefined>(
  value: T,
  words: Words<IntegerSpec>,
): IntegerSpec<Widened<T>> {
  return { kind: 'integer', default: value as Widened<T>, ...words }
}

export function real<const T extends number | undefined>(value: T, words: Words<RealSpec>): RealSpec<Widened<T>> {
  return { kind: 'real', default: value as Widened<T>, ...words }
}

export function flag(value: boolean, words: Words<FlagSpec>): FlagSpec<boolean> {
  return { kind: 'flag', default: value, ...words }
}

/** `choices` maps every value to its meaning. Keys that look like integers are choices of numbers. */
export function choice<
  const Choices extends { readonly [value: string | number]: string },
  D extends keyof Choices | undefined,
>(
  value: D,
  words: Words<ChoiceSpec> & {
    readonly choices: Choices
    readonly formerChoices?: { readonly [earlier: string]: keyof Choices }
  },
): ChoiceSpec<Chosen<Choices, D>> {
  const { choices, ...others } = words
  const values = Object.entries(choices).map(([key, doc]) => ({ value: integerKey.test(key) ? Number(key) : key, doc }))
  return { kind: 'choice', default: value, choices: values, ...others } as unknown as ChoiceSpec<Chosen<Choices, D>>
}

const integerKey = /^(?:0|[1-9]\d*)$/

/** A default of undefined stays possible as a value; a number may become any other number. */
type Widened<T> = T extends undefined ? number | undefined : number

type Chosen<Choices, D> = undefined extends D
  ? Extract<keyof Choices, string | number> | undefined
  : Extract<keyof Choices, string | number>
