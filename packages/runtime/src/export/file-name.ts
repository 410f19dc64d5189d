/** Names of files without their folders, whichever system a path comes from. */

export function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1)!
}

/** The name without its extension. */
export function stemOf(path: string): string {
  return fileName(path).replace(/(?<=.)\.[^.]*$/, '')
}
