/** Paths as text, with `/` between their parts. */

/** Returns the path without `.`, `..` and doubled slashes. Works on text only, without looking at files. */
export function normalise(path: string): string {
  const isRooted = path.startsWith('/')
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '..' || !isRooted) parts.push(part)
  }
  const joined = parts.join('/')
  return isRooted ? `/${joined}` : joined === '' ? '.' : joined
}

export function join(...parts: readonly string[]): string {
  return normalise(parts.filter(part => part !== '').join('/'))
}

/** Returns the folder that holds `path`. */
export function dirname(path: string): string {
  const end = path.replace(/\/+$/, '').lastIndexOf('/')
  return end < 0 ? '.' : end === 0 ? '/' : path.slice(0, end)
}

/** Returns the last part of `path`. */
export function basename(path: string): string {
  const trimmed = path.replace(/\/+$/, '')
  return trimmed.slice(trimmed.lastIndexOf('/') + 1)
}

/**
 * Returns the last part of `path` without its last dot and the text after it. A name whose only dot is the first
 * character stays whole.
 */
export function stem(path: string): string {
  const name = basename(path)
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? name : name.slice(0, dot)
}

/** Returns whether a path begins at the root of a disk. */
export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[a-z]:\//i.test(path)
}

/** Returns `path` relative to `folder`, which must hold it. */
export function inside(folder: string, path: string): string {
  const root = normalise(folder)
  const whole = normalise(path)
  if (root === '.') return whole
  const prefix = root.endsWith('/') ? root : `${root}/`
  return whole.startsWith(prefix) ? whole.slice(prefix.length) : whole
}
