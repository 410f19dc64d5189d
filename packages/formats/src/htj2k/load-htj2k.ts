/** Loads OpenJPH. The name `#load-htj2k` stands for a module for each environment. */

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

export interface OpenJph {
  readonly HTJ2KDecoder: new () => Htj2kDecoder
}

/** Makes an instance; `wasmBinary` is the module's bytes if the script cannot find them itself. */
export type OpenJphFactory = (options: {
  readonly print: () => void
  readonly printErr: () => void
  readonly wasmBinary?: Uint8Array
}) => Promise<OpenJph>

/** Returns a fresh instance, so that a file which breaks the decoder has no effect on later ones. */
export declare function loadHtj2k(): Promise<OpenJph>
