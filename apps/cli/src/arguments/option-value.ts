/** Converts text from the command line to the value of an option. */
import { type CutsError, isCutsError } from '@cuts/core'
import type { OptionValue } from '@cuts/core/options'
import { checkOptions, describeRule, type OptionSpec } from '@cuts/core/options'
import { InvalidArgumentError } from 'commander'

/** Returns the value that the text stands for, or the text itself if it is not a value. Does not check the value. */
export function readValue(spec: OptionSpec, text: string): OptionValue {
  switch (spec.kind) {
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : text
    case 'choice':
      return spec.choices.find(({ value }) => String(value) === text)?.value ?? text
    case 'integer':
    case 'real': {
      const value = Number(text)
      return text.trim() === '' || Number.isNaN(value) ? text : value
    }
    default:
      return spec satisfies never
  }
}

/** Reads the argument of a flag or command. Commander names the argument in the error message. */
export function parseOption(spec: OptionSpec): (text: string) => OptionValue {
  return text => {
    const value = readValue(spec, text)
    try {
      checkOptions('the command line', { value: spec }, { value })
    } catch (error) {
      if (!isCutsError(error, 'InvalidOption')) throw error
      throw new InvalidArgumentError(expected(spec, error))
    }
    return value
  }
}

function expected(spec: OptionSpec, { remedy }: CutsError): string {
  return `Expected ${describeRule(spec)}.${remedy === undefined ? '' : ` ${remedy}`}`
}
