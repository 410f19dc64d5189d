/** SHA-256 on every platform. */

/** Returns the hash of all parts in sequence. Text is encoded as UTF-8. */
export async function sha256(...parts: readonly (Uint8Array | string)[]): Promise<Uint8Array> {
  const bytes = await new Blob(
    parts.map(part => (typeof part === 'string' ? part : new Uint8Array(part))),
  ).arrayBuffer()
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

/** Returns the hash as hexadecimal digits. */
export async function sha256Hex(...parts: readonly (Uint8Array | string)[]): Promise<string> {
  return hexOf(await sha256(...parts))
}

export function hexOf(bytes: Uint8Array): string {
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')
}
