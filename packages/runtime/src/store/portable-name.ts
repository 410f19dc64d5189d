/** Names of folders and files that every system takes, so that results made on one can be copied to any other. */

/** What Windows forbids in names; `/` separates them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const forbidden = /[\u0000-\u001f<>:"\\|?*]/g

/** Devices of Windows, whatever follows after a dot, in any case. */
const devices = /^(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?=\.|$)/i

/**
 * Returns the name with `_` for what some system would not take: forbidden characters, and dots and spaces at the end; names of
 * devices get a `_`. Accents are composed (NFC), as macOS and Linux write them differently. `.` and `..` stay as they are.
 */
export function portableName(name: string): string {
  const composed = name.normalize('NFC')
  if (composed === '.' || composed === '..') return composed
  return composed
    .replace(forbidden, '_')
    .replace(/[. ]+$/, end => '_'.repeat(end.length))
    .replace(devices, '$1_')
}

/** Names with the same key are one name on Windows and macOS, which do not tell cases apart. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase()
}
