/**
 * Names of files in a browser's private file system. Browsers refuse `/` and the separator of the system that they run
 * on, `\` among them everywhere; so these are written as `%2f` and `%5c`, as are the characters that Windows refuses,
 * `%` itself, and what would make a name `.` or `..`. Letters of all scripts stay as they are: a name may have 255
 * bytes.
 */

const refused = /[%/\\:*?"<>|]|\p{Cc}|[. ]$/gu
const escaped = /%([0-9a-f]{2})/g

export function toFileName(part: string): string {
  return part.replace(refused, character => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

export function fromFileName(name: string): string {
  return name.replace(escaped, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
