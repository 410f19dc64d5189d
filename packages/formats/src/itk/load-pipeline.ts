/** What loads ITK's decoders: a module for each environment, which the name `#load-pipeline` stands for. */

/** The part of an Emscripten module that is used here. */
export interface Emscripten {
  readonly HEAPU8: Uint8Array
  readonly fs_writeFile: (path: string, bytes: Uint8Array) => void
  readonly callMain: (args: string[]) => number
  readonly ccall: (name: string, result: 'number', types: readonly string[], args: readonly number[]) => number
  readonly UTF8ToString: (address: number) => string
}

/** A fresh instance of a pipeline such as `png-read-image`; `print` gets every character that it prints. */
export declare function loadPipeline(name: string, print: (code: number) => void): Promise<Emscripten>
