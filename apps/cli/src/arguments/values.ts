/** Converts the text of single arguments to values. Commander names the argument in the error message. */
import { type ExportLevel, namedLevels } from '@cuts/runtime'
import { InvalidArgumentError } from 'commander'

/** Reads a count: an integer in [1, 1024]. */
export function parseCount(text: string): number {
  return parseInteger(text, 1, 1024)
}

/** Reads the index of a level; 0 is the coarsest. */
export function parseLevel(text: string): number {
  return parseInteger(text, 0, 1_000_000)
}

/** Reads which regions are meant: a level or a name. */
export function parseExportLevel(text: string): ExportLevel {
  if (isNamed(text)) return text
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new InvalidArgumentError(`Expected a level (0 is the coarsest) or ${Object.keys(namedLevels).join(', ')}.`)
}

function isNamed(text: string): text is keyof typeof namedLevels {
  return Object.hasOwn(namedLevels, text)
}

/** Reads a number in [0, 1]. */
export function parseShare(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= 1) return value
  throw new InvalidArgumentError('Expected a number in [0, 1].')
}

function parseInteger(text: string, min: number, max: number): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isInteger(value) || value < min || value > max)
    throw new InvalidArgumentError(`Expected an integer in [${min}, ${max}].`)
  return value
}
