/** Option tables as JSON schemas (draft 2020-12), for programs that take settings from elsewhere. */
import type { OptionSpec, OptionTable } from './option-spec.ts'

/** The part of JSON schema that option tables need. */
export interface JsonSchema {
  readonly $schema?: string
  readonly type?: 'object' | 'integer' | 'number' | 'boolean'
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly deprecated?: boolean
  readonly minimum?: number
  readonly maximum?: number
  readonly const?: unknown
  readonly oneOf?: readonly JsonSchema[]
  readonly properties?: { readonly [name: string]: JsonSchema }
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean
}

export const jsonSchemaDraft = 'https://json-schema.org/draft/2020-12/schema'

/**
 * Returns the schema of some settings of a table: an object whose properties may all be left out. It accepts what
 * `checkOptions` accepts, with names of earlier versions marked as deprecated; only `checkOptions` refuses an option
 * that is given under both its names.
 */
export function toJsonSchema(table: OptionTable): JsonSchema {
  const properties: Record<string, JsonSchema> = {}
  for (const [name, spec] of Object.entries(table)) {
    const schema = valueSchema(spec)
    properties[name] = schema
    if (spec.formerly !== undefined)
      properties[spec.formerly] = { ...schema, deprecated: true, description: `Former name of \`${name}\`.` }
  }
  return { $schema: jsonSchemaDraft, type: 'object', properties, additionalProperties: false }
}

function valueSchema(spec: OptionSpec): JsonSchema {
  const words = { title: spec.title, description: describe(spec), ...defined({ default: spec.default }) }
  switch (spec.kind) {
    case 'flag':
      return { type: 'boolean', ...words }
    case 'integer':
    case 'real': {
      const type = spec.kind === 'real' ? 'number' : 'integer'
      return { type, ...words, ...defined({ minimum: spec.min, maximum: spec.max }) }
    }
    case 'choice': {
      const former = Object.keys(spec.formerChoices ?? {}).map(value => ({ const: value, deprecated: true }))
      return {
        oneOf: [...spec.choices.map(({ value, doc }) => ({ const: value, description: doc })), ...former],
        ...words,
      }
    }
    default:
      return spec satisfies never
  }
}

/** The doc, the unit, and the case in which the option matters. */
function describe(spec: OptionSpec): string {
  const unit = 'unit' in spec && spec.unit !== undefined ? ` Unit: ${spec.unit}.` : ''
  const when =
    spec.when === undefined ? '' : ` Only matters if \`${spec.when.option}\` is ${spec.when.is.join(' or ')}.`
  const absent = spec.absent === undefined ? '' : ` Default: ${spec.absent}.`
  return `${spec.doc}.${unit}${when}${absent}`
}

/** The entries that are not undefined: JSON has no such value. */
function defined<T extends object>(entries: T): { readonly [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as never
}
