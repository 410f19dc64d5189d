/** Lists and pairs on the command line of `cuts compare`. */
import type { Study } from '@cuts/compare/node'
import { runOptions } from '@cuts/runtime'
import { InvalidArgumentError } from 'commander'
import { parseOption } from './option-value.ts'

/** Names separated by commas. */
export function parseNames(text: string): readonly string[] {
  const names = text.split(',').map(name => name.trim())
  if (names.includes('')) throw new InvalidArgumentError('Expected names separated by commas.')
  return [...new Set(names)]
}

const studies: readonly string[] = ['lambda', 'heldout'] satisfies readonly Study[]

/** Studies separated by commas. */
export function parseStudies(text: string): readonly Study[] {
  const names = parseNames(text)
  if (!names.every(name => studies.includes(name)))
    throw new InvalidArgumentError(`Allowed choices are ${studies.join(', ')}.`)
  return names as readonly Study[]
}

/** Seeds separated by commas. */
export function parseSeeds(text: string): readonly number[] {
  return [...new Set(text.split(',').map(seed => Number(parseOption(runOptions.seed)(seed))))]
}

/** Adds `NAME=PATH` to the pairs given so far. Each name may be given once. */
export function collectPath(
  text: string,
  earlier: { readonly [name: string]: string } = {},
): { readonly [name: string]: string } {
  const [, name, path] = /^([\w.-]+)=(.+)$/.exec(text) ?? []
  if (name === undefined || path === undefined) throw new InvalidArgumentError('Expected NAME=PATH.')
  if (Object.hasOwn(earlier, name)) throw new InvalidArgumentError(`${name} is given twice.`)
  return { ...earlier, [name]: path }
}
