/**
 * Groups of images that are held out together, so a method that learns from masks is scored on images it was not
 * trained on.
 */
import type { Random } from '@cuts/core'

/**
 * Deals images to `count` folds of about equal size. Names that differ only after their last `_` or `-` are slices of
 * one patient as a rule: they go together, unless that would leave fewer than four groups a fold. Returns the fold of
 * each id.
 */
export function dealFolds(ids: readonly string[], count: number, random: Random): number[] {
  const stems = ids.map(id => id.replace(/[_-][^_-]*$/, ''))
  const keys = new Set(stems).size >= 4 * count ? stems : ids
  const groups = [...new Set(keys)]
  const sizes = new Map<string, number>()
  for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1)
  for (let i = groups.length - 1; i > 0; i--) {
    const j = random.integer(i + 1)
    const held = groups[i]!
    groups[i] = groups[j]!
    groups[j] = held
  }
  const filled = new Array<number>(count).fill(0)
  const foldOf = new Map<string, number>()
  for (const group of groups) {
    const fold = filled.indexOf(Math.min(...filled))
    filled[fold]! += sizes.get(group)!
    foldOf.set(group, fold)
  }
  return keys.map(key => foldOf.get(key)!)
}
