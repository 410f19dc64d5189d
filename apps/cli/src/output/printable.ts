// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that a terminal obeys.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/**
 * Text that a terminal shows and does not obey: names of files may hold escape sequences that colour, move the cursor or
 * rename the window. Emphasis of our own is added afterwards.
 */
export function printable(text: string): string {
  return text.replace(controls, '?')
}
