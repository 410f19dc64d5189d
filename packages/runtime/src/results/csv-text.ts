// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that a terminal obeys.
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g

/**
 * Returns text as a cell of CSV (RFC 4180). Spreadsheets compute a cell that begins like a formula, and names of files may
 * come from anybody: such a cell gets the apostrophe by which they know text. What a terminal would obey becomes `?`.
 */
export function csvText(text: string): string {
  const plain = text.replace(controls, '?').replace(/^(?=[=+\-@\t\r])/, "'")
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
