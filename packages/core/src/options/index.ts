export {
  checkOptions,
  choice,
  flag,
  integer,
  type OptionSpec,
  type OptionTable,
  type OptionValues,
  real,
  rule,
} from './options.ts'
