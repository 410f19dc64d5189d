/** SHA-256 by the platform, the same in Node and in browsers. */

/** The hash of the parts one after the other, text as UTF-8, in hexadecimal digits. */
export async function sha256(...parts: readonly (Uint8Array | string)[]): Promise<string> {
  const bytes = parts.map(part => (typeof part === 'string' ? new TextEncoder().encode(part) : part))
  const whole = bytes.length === 1 ? bytes[0]! : joined(bytes)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', whole as Uint8Array<ArrayBuffer>))
  return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('')
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
