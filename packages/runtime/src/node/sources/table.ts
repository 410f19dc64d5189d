/** Lists of images in text: one path a line, or a table with a header that names images, masks and groups. */
import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { CutsError } from '@cuts/core'
import { type Rejected, readBytes } from '../source.ts'
import { commonFolder, type ListedFile, type Listing, nameInside } from './listing.ts'
import { textOf } from './recognise.ts'

const separators = ['\t', ';', ','] as const

/** Whether a text file lists images: by its extension, or by its first line. */
export function isList(path: string, head: Uint8Array): boolean {
  const text = textOf(head)
  if (text === undefined) return false
  if (/\.(txt|lst|csv|tsv)$/i.test(path)) return true
  const first = text.split(/\r?\n/).find(line => line.trim() !== '' && !line.startsWith('#')) ?? ''
  return columnsOf(first) !== undefined || existsSync(resolve(dirname(path), first.trim()))
}

/**
 * Reads a list (one path a line; empty lines and lines that begin with # are left out) or, where the first line has a
 * column `image`, a table with comma, semicolon or tab between its columns, which may also have `mask` and `group`. Paths
 * are relative to the file itself. Files that are not there are rejected one by one. Throws `Unreadable`.
 */
export async function listTable(path: string): Promise<Listing> {
  const lines = new TextDecoder().decode(await readBytes(path)).replace(/^\ufeff/, '')
  const rows = lines.split(/\r?\n/).map((text, index) => ({ text, line: index + 1 }))
  const written = rows.filter(({ text }) => text.trim() !== '' && !text.startsWith('#'))
  const columns = columnsOf(written[0]?.text ?? '')
  const rejected: Rejected[] = []
  const files: Omit<ListedFile, 'name'>[] = []
  const place = (file: string): string => (isAbsolute(file.trim()) ? file.trim() : join(dirname(path), file.trim()))
  for (const { text, line } of columns === undefined ? written : written.slice(1)) {
    const { image, mask, group } = columns === undefined ? { image: text } : cellsOf(text, columns, { path, line })
    if (image === undefined) continue
    const file = place(image)
    if (existsSync(file))
      files.push({
        path: file,
        ...(mask === undefined ? {} : { mask: place(mask) }),
        ...(group === undefined ? {} : { group }),
      })
    else
      rejected.push({
        path: file,
        message: `${file}, named in line ${line} of ${path}, is not there.`,
        remedy: `Paths are relative to the folder of ${path}: correct the line, or leave it out.`,
      })
  }
  const root = commonFolder(files.map(file => resolve(file.path)))
  return { files: files.map(file => ({ ...file, name: nameInside(root, resolve(file.path)) })), rejected }
}

interface Columns {
  readonly separator: string
  readonly names: readonly string[]
}

/** The columns that a header names; undefined where none of them is `image`. */
function columnsOf(header: string): Columns | undefined {
  const separator = separators.find(character => header.includes(character)) ?? ','
  const names = splitRow(header, separator).map(name => name.trim().toLowerCase())
  return names.includes('image') ? { separator, names } : undefined
}

function cellsOf(
  text: string,
  { separator, names }: Columns,
  { path, line }: { readonly path: string; readonly line: number },
): { readonly [column in 'image' | 'mask' | 'group']?: string | undefined } {
  const cells = splitRow(text, separator)
  if (cells.length !== names.length)
    throw new CutsError(
      'Unreadable',
      `line ${line} of ${path} has ${cells.length} cells and its header ${names.length}.`,
      { remedy: 'Put text that holds the separator into "quotation marks".' },
    )
  const cell = (name: string): string | undefined => {
    const text = cells[names.indexOf(name)]?.trim()
    return text === '' ? undefined : text
  }
  return { image: cell('image'), mask: cell('mask'), group: cell('group') }
}

/** Cells of a row; in quotation marks a separator is text, and two marks are one (RFC 4180). */
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
