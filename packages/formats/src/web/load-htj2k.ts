/**
 * Fetches OpenJPH's module from the address of the page's decoders. Its script is bundled, and loaded with the first
 * file that needs it.
 */
import type { loadHtj2k as declared, OpenJphFactory } from '../htj2k/load-htj2k.ts'
import { fetchCodec } from './codecs.ts'

/** The module's bytes, fetched once. */
let fetched: Promise<ArrayBuffer> | undefined

export const loadHtj2k: typeof declared = async () => {
  fetched ??= fetchCodec('openjphjs.wasm').catch((error: unknown) => {
    fetched = undefined
    throw error
  })
  const wasmBinary = new Uint8Array(await fetched)
  const { default: factory } = (await import('@cornerstonejs/codec-openjph')) as { readonly default: OpenJphFactory }
  return factory({ print: () => {}, printErr: () => {}, wasmBinary })
}
