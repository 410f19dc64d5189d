/** Paths as text, with `/` between their parts. */

/** The path without `.`, `..` and doubled slashes, as far as it can be without looking at files. */
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

/** The folder that holds `path`. */
export function dirname(path: string): string {
  const end = path.replace(/\/+$/, '').lastIndexOf('/')
  return end < 0 ? '.' : end === 0 ? '/' : path.slice(0, end)
}

/** The last part of `path`. */
export function basename(path: string): string {
  const trimmed = path.replace(/\/+$/, '')
  return trimmed.slice(trimmed.lastIndexOf('/') + 1)
}

/** The last part of `path` without what follows its last dot; a name that begins with its only dot stays whole. */
export function stem(path: string): string {
  const name = basename(path)
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? name : name.slice(0, dot)
}

/** Whether a path begins at the root of a disk. */
export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[a-z]:\//i.test(path)
}

/** `path` as seen from `folder`, which must hold it. */
export function inside(folder: string, path: string): string {
  const root = normalise(folder)
  const whole = normalise(path)
  if (root === '.') return whole
  const prefix = root.endsWith('/') ? root : `${root}/`
  return whole.startsWith(prefix) ? whole.slice(prefix.length) : whole
}
