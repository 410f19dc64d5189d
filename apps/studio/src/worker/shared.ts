/** Memory that page and workers share, where the page is isolated: large arrays cross without a copy. */

interface Shareable {
  readonly buffer: ArrayBufferLike
  readonly length: number
  set(from: this): void
}

export function canShare(): boolean {
  return globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer !== 'undefined'
}

/** The array in shared memory, or as it is where that cannot be. */
export function shared<Values extends Float32Array | Int32Array>(values: Values): Values {
  if (!canShare() || values.buffer instanceof SharedArrayBuffer) return values
  const Kind = values.constructor as new (buffer: SharedArrayBuffer) => Values & Shareable
  const copy = new Kind(new SharedArrayBuffer(values.byteLength))
  copy.set(values)
  return copy
}

export function isShared(values: { readonly buffer: ArrayBufferLike }): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && values.buffer instanceof SharedArrayBuffer
}
