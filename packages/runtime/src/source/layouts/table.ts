/** Lists of images in text files: one path per line, or a table with a header that names images, masks and groups. */
import type { SourceFiles } from '../files.ts'
import { dirname, isAbsolute, join } from '../paths.ts'
import type { Rejected } from '../source.ts'
import { commonFolder, type ListedFile, type Listing, nameInside } from './listing.ts'
import { readHead, textOf } from './recognise.ts'

const separators = ['\t', ';', ','] as const

/** Returns whether a text file lists images, by its extension or its first line. */
export async function isList(files: SourceFiles, path: string): Promise<boolean> {
  const text = textOf(await readHead(files, path))
  if (text === undefined) return false
  if (/\.(txt|lst|csv|tsv)$/i.test(path)) return true
  const first = text.split(/\r?\n/).find(line => line.trim() !== '' && !line.startsWith('#')) ?? ''
  return columnsOf(first) !== undefined || isThere(files, placeOf(path, first.trim()))
}

/**
 * Reads a list: one path per line, without empty lines and lines that begin with #. If the first line has a column
 * `image`, the file is read as a table with comma, semicolon or tab between columns. Other columns may be `mask`,
 * `group`, and `image2`, `image3` and so on: files whose channels follow those of the first. Paths are relative to the
 * list. Lines with missing files are rejected one by one. Throws `Unreadable`.
 */
export async function listTable(source: SourceFiles, path: string): Promise<Listing> {
  const text = new TextDecoder().decode(await source.bytes(path)).replace(/^\ufeff/, '')
  const rows = text.split(/\r?\n/).map((row, index) => ({ row, line: index + 1 }))
  const written = rows.filter(({ row }) => row.trim() !== '' && !row.startsWith('#'))
  const columns = columnsOf(written[0]?.row ?? '')
  const rejected: Rejected[] = []
  const files: Omit<ListedFile, 'name'>[] = []
  const place = (file: string): string => placeOf(path, file)
  for (const { row, line } of columns === undefined ? written : written.slice(1)) {
    const cells = columns === undefined ? new Map([['image', row.trim()]]) : cellsOf(row, columns)
    const reject = (file: string, what: string, remedy: string): void =>
      void rejected.push({ path: file, message: `${what} in line ${line} of ${path}.`, remedy })
    if (cells === undefined) {
      reject(
        path,
        'there are more cells than the header has',
        'Put text that holds the separator into "quotation marks".',
      )
      continue
    }
    const images = [...cells].flatMap(([name, file]) => (imageColumn.test(name) ? [place(file)] : []))
    const [image, ...channelFiles] = images
    if (image === undefined) continue
    const missing = await firstMissing(source, images)
    if (missing !== undefined) {
      reject(image, `${missing} is not there, named`, `Paths are relative to the folder of ${path}: correct the line.`)
      continue
    }
    const [mask, group] = [cells.get('mask'), cells.get('group')]
    files.push({
      path: image,
      ...(channelFiles.length === 0 ? {} : { channelFiles }),
      ...(mask === undefined ? {} : { mask: place(mask) }),
      ...(group === undefined ? {} : { group }),
    })
  }
  const root = commonFolder(files.map(file => source.absolute(file.path)))
  return { files: files.map(file => ({ ...file, name: nameInside(root, source.absolute(file.path)) })), rejected }
}

/** Returns the path of an entry, which is relative to the list. */
function placeOf(list: string, file: string): string {
  return isAbsolute(file) ? file : join(dirname(list), file)
}

async function isThere(source: SourceFiles, path: string): Promise<boolean> {
  return (await source.kindOf(path).catch(() => undefined)) !== undefined
}

async function firstMissing(source: SourceFiles, paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (!(await isThere(source, path))) return path
  return undefined
}

interface Columns {
  readonly separator: string
  readonly names: readonly string[]
}

const imageColumn = /^image\d*$/

/** Returns the columns of a header, or undefined if no column names images. */
function columnsOf(header: string): Columns | undefined {
  const separator = separators.find(character => header.includes(character)) ?? ','
  const names = splitRow(header, separator).map(name => name.trim().toLowerCase())
  return names.some(name => imageColumn.test(name)) ? { separator, names } : undefined
}

/** Returns the non-empty cells of a row by column, or undefined if there are too many cells. */
function cellsOf(row: string, { separator, names }: Columns): Map<string, string> | undefined {
  const cells = splitRow(row, separator)
  if (cells.length > names.length) return undefined
  const named = cells.map((cell, index) => [names[index]!, cell.trim()] as const)
  return new Map(named.filter(([, cell]) => cell !== ''))
}

/** Splits a row into cells. Inside quotation marks a separator is text, and two marks are one (RFC 4180). */
function splitRow(row: string, separator: string): string[] {
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < row.length; at++) {
    const character = row[at]!
    if (character === '"' && quoted && row[at + 1] === '"') cell += row[at++]
    else if (character === '"') quoted = !quoted
    else if (character !== separator || quoted) cell += character
    else {
      cells.push(cell)
      cell = ''
    }
  }
  return [...cells, cell]
}
