/** Names that do not exist, answered with the nearest name that does. */
import { CutsError } from '../errors.ts'

/**
 * Throws `InvalidOption` unless `name` is one of `known`. The sentence states the expected kind of name, for instance
 * "a stage". The remedy suggests the nearest known name and lists all of them under `heading`.
 */
export function expectName(
  name: string,
  known: readonly string[],
  words: { readonly what: string; readonly heading: string },
): void {
  if (known.includes(name)) return
  throw new CutsError('InvalidOption', `\`${name}\` is not ${words.what}.`, {
    remedy: `${didYouMean(name, known)}${words.heading}: ${known.join(', ')}.`,
  })
}

/** Returns "Did you mean x? " if one of the known names is near, else an empty text. */
export function didYouMean(given: string, known: readonly string[]): string {
  const [nearest] = known
    .map(name => ({ name, distance: editDistance(given.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const isClose = nearest !== undefined && nearest.distance <= Math.max(1, Math.floor(given.length / 3))
  return isClose ? `Did you mean ${nearest.name}? ` : ''
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
