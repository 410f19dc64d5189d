export { checkOptions, describeRule } from './check-options.ts'
export { checkStages, type SomeSettings, type StageTable, type StageValues } from './check-stages.ts'
export { type JsonSchema, jsonSchemaDraft, toJsonSchema } from './json-schema.ts'
export {
  type ChoiceSpec,
  choice,
  type FlagSpec,
  flag,
  type IntegerSpec,
  integer,
  type OptionGroup,
  type OptionSpec,
  type OptionTable,
  type OptionValue,
  type OptionValues,
  type RealSpec,
  real,
} from './option-spec.ts'
