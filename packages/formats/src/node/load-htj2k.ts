/** Finds OpenJPH among the installed packages and instantiates it. */
import { createRequire } from 'node:module'

export interface Htj2kDecoder {
  readonly getEncodedBuffer: (length: number) => Uint8Array
  readonly decode: () => void
  readonly getFrameInfo: () => {
    readonly width: number
    readonly height: number
    readonly bitsPerSample: number
    readonly componentCount: number
    readonly isSigned: boolean
  }
  readonly getDecodedBuffer: () => Uint8Array<ArrayBuffer>
  readonly delete: () => void
}

interface OpenJph {
  readonly HTJ2KDecoder: new () => Htj2kDecoder
}

type Factory = (options: { readonly print: () => void; readonly printErr: () => void }) => Promise<OpenJph>

/** A fresh instance, so that a file which breaks the decoder leaves nothing behind. */
export async function loadHtj2k(): Promise<OpenJph> {
  const require = createRequire(import.meta.url)
  const factory = require('@cornerstonejs/codec-openjph') as Factory
  return factory({ print: () => {}, printErr: () => {} })
}
