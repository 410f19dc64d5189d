/** Text at the start of files, and the names of files that lie beside a header. */

/** `length` bytes from `at` as characters, fewer if the bytes end before. */
export function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length))
}

/** The names that files beside `name` may have: its own with each of `endings` in place of `ending`. */
export function namesBeside(name: string, ending: RegExp, ...endings: readonly string[]): string[] {
  const stem = baseName(name).replace(ending, '')
  return stem === '' ? [] : endings.map(other => stem + other)
}

/** A path without its folders. */
export function baseName(path: string): string {
  return path.replace(/^.*[\\/]/, '')
}
