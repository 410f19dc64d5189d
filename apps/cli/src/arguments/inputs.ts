/** The images of a command line: paths, patterns for shells that do not expand them, and a list on standard input. */
import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { CutsError } from '@cuts/core'
import type { Io } from '../io.ts'

/** Signs that only a pattern has, where no file of that name exists. */
const patternSigns = /[*?[\]{}]/

/**
 * Returns the paths that are meant: patterns become the files that they match, in the order of their names, and `-` the paths on
 * standard input, one a line or ended by NUL. Throws `NothingToDo` for a pattern that matches nothing and an empty list.
 */
export async function expandInputs(io: Io, given: readonly string[]): Promise<readonly string[]> {
  const paths: string[] = []
  for (const path of given) {
    if (path === '-') paths.push(...(await listed(io)))
    else if (patternSigns.test(path) && !existsSync(path)) paths.push(...(await matching(path)))
    else paths.push(path)
  }
  return paths
}

async function listed(io: Io): Promise<string[]> {
  const text = await io.readInput()
  const paths = text
    .split(text.includes('\0') ? '\0' : /\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
  if (paths.length > 0) return paths
  throw new CutsError('NothingToDo', 'standard input lists no images.', {
    remedy: 'Give one path a line, for instance: find . -name "*.png" | cuts run -',
  })
}

async function matching(pattern: string): Promise<string[]> {
  const { glob } = await import('tinyglobby')
  const found = await glob(process.platform === 'win32' ? pattern.replaceAll('\\', '/') : pattern, {
    absolute: isAbsolute(pattern),
    onlyFiles: false,
    expandDirectories: false,
  })
  if (found.length > 0) return found.map(path => path.replace(/\/$/, '')).sort()
  throw new CutsError('NothingToDo', `${pattern} matches no file.`, {
    remedy: 'Check the folder of the pattern; * stands for any part of a name, ** for any folders.',
  })
}

/** A path alone is told by itself, as it was typed. */
export function oneOrMore(paths: readonly string[]): string | readonly string[] {
  return paths.length === 1 ? paths[0]! : paths
}
