/** Tables from stored values to real ones (PS3.3, section C.11.1), for rescaling that is not linear. */
import { damaged } from '../../header.ts'
import { bytesOf, type DataSet, integersOf, itemsOf } from '../elements.ts'

export interface ModalityTable {
  /** The stored value of the first entry. Values below or above the table take its first or last entry. */
  readonly first: number
  readonly entries: Uint16Array
  readonly bits: number
}

/** Returns undefined if the file has no table. Throws `Unreadable` for a table shorter than stated. */
export function readModalityTable(set: DataSet, signed: boolean, name: string): ModalityTable | undefined {
  const [table] = itemsOf(set, 'modalityTable')
  if (table === undefined) return undefined
  const [stated = 0, first = 0, bits = 16] = integersOf(table, 'tableDescriptor')
  const count = stated === 0 ? 65536 : stated
  const bytes = bytesOf(table, 'tableEntries')
  if (bytes === undefined || bytes.length < count)
    throw damaged(name, `its modality table is shorter than ${count} entries`)
  const isWide = bytes.length >= 2 * count
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { littleEndian } = table.encoding
  const entries = Uint16Array.from({ length: count }, (_, i) =>
    isWide ? view.getUint16(2 * i, littleEndian) : bytes[i]!,
  )
  return { first: signed && first > 32767 ? first - 65536 : first, entries, bits }
}

export function applyModalityTable(data: ArrayLike<number>, { first, entries }: ModalityTable): Uint16Array {
  const last = entries.length - 1
  return Uint16Array.from({ length: data.length }, (_, i) => entries[Math.min(last, Math.max(0, data[i]! - first))]!)
}
