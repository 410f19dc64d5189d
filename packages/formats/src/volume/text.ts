/** Samples that are written as decimal numbers. */
import { type StoredType, storedBytes } from './layout.ts'

/** The numbers of a text as little-endian bytes of samples, at most `maxBytes`. */
export function parseNumbers(text: Uint8Array, stored: StoredType, maxBytes: number): Uint8Array {
  const size = storedBytes[stored]
  const words = new TextDecoder('latin1').decode(text).matchAll(/[^\s,]+/g)
  const bytes = new Uint8Array(Math.min(maxBytes, Math.ceil(text.length / 2) * size))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const [word] of words) {
    if (at + size > bytes.length) break
    put(view, at, Number(word), stored)
    at += size
  }
  return bytes.subarray(0, at)
}

function put(view: DataView, at: number, value: number, stored: StoredType): void {
  if (stored === 'float32') view.setFloat32(at, value, true)
  else if (stored === 'float64') view.setFloat64(at, value, true)
  else {
    const size = storedBytes[stored]
    const bits = value < 0 ? value + 2 ** (8 * size) : value
    for (let k = 0; k < size; k++) view.setUint8(at + k, Math.floor(bits / 2 ** (8 * k)) & 255)
  }
}
