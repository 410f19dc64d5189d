/** Valid keys of a store, and the order and nesting of keys. */
import { CutsError } from '@cuts/core'

/** Returns whether `key` is valid: parts between `/`, none of them empty, `.` or `..`, and no null character. */
export function isKey(key: string): boolean {
  return !key.split('/').some(part => part === '' || part === '.' || part === '..' || part.includes('\0'))
}

/** Throws `InvalidArgument` unless `key` is valid. */
export function expectKey(key: string): void {
  if (!isKey(key))
    throw new CutsError('InvalidArgument', `${JSON.stringify(key)} is not the key of a file.`, {
      remedy: 'Keys are names with "/" between them; no name is empty, "." or "..", and none holds a null character.',
    })
}

/** Like {@link expectKey}, but also accepts the empty prefix, which contains all keys. */
export function expectPrefix(prefix: string): void {
  if (prefix !== '') expectKey(prefix)
}

/** Whether `key` is `prefix` or lies below it: `images/a` holds `images/a/x` and does not hold `images/ab`. */
export function isWithin(prefix: string, key: string): boolean {
  return prefix === '' || key === prefix || key.startsWith(`${prefix}/`)
}

/** Orders entries by key, as {@link Store.list} does. */
export function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : Number(a.key > b.key)
}

/** The folders above a key, from the top: `a/b/c` lies in `a` and in `a/b`. */
export function foldersAbove(key: string): string[] {
  const parts = key.split('/')
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'))
}
