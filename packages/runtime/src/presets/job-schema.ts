/** The JSON schema (draft 2020-12) of a job that describes a run. */
import { type JsonSchema, jsonSchemaDraft, toJsonSchema } from '@cuts/core/options'
import { runOptions } from './run-options.ts'
import { stages } from './stages.ts'

/**
 * Returns the schema of an object with the options of a run and, under `settings`, the settings of its stages. All may
 * be left out.
 */
export function jobSchema(): JsonSchema {
  const settings = Object.entries(stages).map(([stage, { title, doc, options }]) => {
    const { $schema, ...schema } = toJsonSchema(options)
    return [stage, { ...schema, title, description: `${doc}.` }]
  })
  const run = toJsonSchema(runOptions)
  return {
    $schema: jsonSchemaDraft,
    type: 'object',
    title: 'CUTS run',
    properties: {
      ...run.properties,
      settings: {
        type: 'object',
        description: 'Settings that differ from the preset, by stage and option.',
        properties: Object.fromEntries(settings),
        additionalProperties: false,
      },
    },
    additionalProperties: false,
  }
}
