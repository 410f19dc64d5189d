export {
  checkOptions,
  choice,
  describeRule,
  flag,
  integer,
  type OptionSpec,
  type OptionTable,
  type OptionValues,
  real,
} from './options.ts'
