/** Formats rows of cells as aligned lines. */

export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
}

/** Returns the lines of a table, title row first. The last column is not padded. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const all = [columns.map(column => column.title), ...rows]
  const widths = columns.map((_, c) => Math.max(...all.map(row => (row[c] ?? '').length)))
  return all.map(row =>
    columns
      .map((column, c) => {
        const cell = row[c] ?? ''
        const width = widths[c] ?? 0
        return column.align === 'right' ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd(),
  )
}
