/** Loads ITK's decoders. The name `#load-pipeline` stands for a module for each environment. */

/** The part of an Emscripten module that is used here. */
export interface Emscripten {
  readonly HEAPU8: Uint8Array
  readonly fs_writeFile: (path: string, bytes: Uint8Array) => void
  readonly callMain: (args: string[]) => number
  readonly ccall: (name: string, result: 'number', types: readonly string[], args: readonly number[]) => number
  readonly UTF8ToString: (address: number) => string
}

/** Returns a fresh instance of a pipeline such as `png-read-image`; `print` gets every character of its output. */
export declare function loadPipeline(name: string, print: (code: number) => void): Promise<Emscripten>
