/**
 * Values with typed arrays as bytes, and back to exactly the same values: a JSON head in which arrays are named by their
 * place, then the arrays.
 */
import { CutsError } from '@cuts/core'

const kinds = { Int32Array, Float32Array, Float64Array, Uint8Array } as const
type Kind = keyof typeof kinds
type Numbers = InstanceType<(typeof kinds)[Kind]>

interface Place {
  readonly $: Kind
  readonly at: number
  readonly length: number
}

/** Takes plain objects, arrays, texts, booleans, finite numbers, undefined properties and typed arrays. Throws `InvalidArgument` for other numbers. */
export function valueToBytes(value: unknown): Uint8Array {
  const parts: Uint8Array[] = []
  let at = 0
  const head = JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'number' && !Number.isFinite(inner))
      throw new CutsError('InvalidArgument', `${inner} cannot be kept as bytes outside an array.`)
    const $ = (Object.keys(kinds) as Kind[]).find(kind => inner instanceof kinds[kind])
    if ($ === undefined) return inner
    const { buffer, byteOffset, byteLength, length } = inner as Numbers
    // Each begins at a multiple of 8, so that it can be read in place.
    const own = new Uint8Array(8 * Math.ceil(byteLength / 8))
    own.set(new Uint8Array(buffer, byteOffset, byteLength))
    parts.push(own)
    const place: Place = { $, at, length }
    at += own.length
    return place
  })
  const text = new TextEncoder().encode(head)
  const bytes = new Uint8Array(4 + text.length + at)
  new DataView(bytes.buffer).setUint32(0, text.length, true)
  bytes.set(text, 4)
  let end = 4 + text.length
  for (const part of parts) {
    bytes.set(part, end)
    end += part.length
  }
  return bytes
}

/** Throws what `JSON.parse` and typed arrays throw if the bytes are damaged. */
export function valueFromBytes(bytes: Uint8Array): unknown {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
  const arrays = bytes.slice(4 + length).buffer
  return JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)), (_, inner) =>
    isPlace(inner) ? new kinds[inner.$](arrays, inner.at, inner.length) : inner,
  )
}

function isPlace(value: unknown): value is Place {
  return typeof value === 'object' && value !== null && '$' in value && 'at' in value
}
