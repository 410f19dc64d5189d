/** The text header of an NRRD file (Teem, "Nearly Raw Raster Data", versions 1 to 5): its fields and its end. */
import { damaged } from '../header.ts'

export interface NrrdText {
  /** Values by lower-case field name without spaces; key/value pairs that name a field count as that field. */
  readonly fields: ReadonlyMap<string, string>
  /** Lines after `data file: LIST`. */
  readonly list: readonly string[]
  /** Start of the data, for a header that holds them. */
  readonly end: number
}

const maxHeaderBytes = 2 ** 20

/** Throws `Unreadable` for a header without an end. */
export function readNrrdText(bytes: Uint8Array, name: string): NrrdText {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, maxHeaderBytes))
  const fields = new Map<string, string>()
  const list: string[] = []
  let at = 0
  for (let isFirst = true; ; isFirst = false) {
    const next = text.indexOf('\n', at)
    const isLast = next < 0
    if (isLast && text.length === maxHeaderBytes) throw damaged(name, 'its header does not end')
    const line = text.slice(at, isLast ? undefined : next).replace(/\r$/, '')
    at = isLast ? text.length : next + 1
    if (line === '' || isLast) {
      // A detached header may end with the file.
      if (line !== '') addLine(line, fields, list)
      return { fields, list, end: at }
    }
    if (!isFirst) addLine(line, fields, list)
  }
}

function addLine(line: string, fields: Map<string, string>, list: string[]): void {
  if (line.startsWith('#')) return
  if (/^list\b/i.test(fields.get('datafile') ?? '')) {
    list.push(line.trim())
    return
  }
  const [, key, value] = /^([^:]+):=?\s*(.*?)\s*$/.exec(line) ?? []
  if (key !== undefined && value !== undefined) {
    const field = key.trim().toLowerCase().replaceAll(' ', '')
    if (!fields.has(field)) fields.set(field, value)
  }
}

/** The files that hold the data of a detached header, in order; undefined for a header that is followed by them. */
export function nrrdDataFiles({ fields, list }: NrrdText): string[] | undefined {
  const named = fields.get('datafile')
  if (named === undefined) return undefined
  if (/^list\b/i.test(named)) return [...list]
  const [, pattern, first, last, step] = /^(\S*%\S*)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)/.exec(named) ?? []
  if (pattern === undefined) return [named]
  const names: string[] = []
  const by = Number(step)
  for (let n = Number(first); by > 0 ? n <= Number(last) : by < 0 && n >= Number(last); n += by) {
    if (names.length === maxDataFiles) break
    names.push(pattern.replace(/%0?(\d*)d/, (_, width) => String(n).padStart(Math.min(9, Number(width)), '0')))
  }
  return names
}

const maxDataFiles = 100_000
