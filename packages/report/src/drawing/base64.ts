/** Bytes as text: for pictures inside of pages, and for hashes. */

/** A multiple of three bytes, so pieces can be joined, and few enough for the arguments of one call. */
const pieceLength = 3 * 8192

export function base64(bytes: Uint8Array): string {
  const pieces: string[] = []
  for (let start = 0; start < bytes.length; start += pieceLength)
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(start, start + pieceLength))))
  return pieces.join('')
}

export function dataUri(bytes: Uint8Array, type: 'image/png' | 'image/svg+xml'): string {
  return `data:${type};base64,${base64(bytes)}`
}
