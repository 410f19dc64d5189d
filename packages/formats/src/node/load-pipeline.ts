/** Finds the WebAssembly modules of ITK-Wasm among the installed packages and instantiates them. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ZSTDDecoder } from '@thewtex/zstddec'

/** TypeScript ships these types with those of the DOM only. */
declare const WebAssembly: {
  readonly compile: (bytes: Uint8Array) => Promise<object>
  readonly instantiate: (compiled: object, imports: object) => Promise<object>
}

/** The part of an Emscripten module that is used here. */
export interface Emscripten {
  readonly HEAPU8: Uint8Array
  readonly fs_writeFile: (path: string, bytes: Uint8Array) => void
  readonly callMain: (args: string[]) => number
  readonly ccall: (name: string, result: 'number', types: readonly string[], args: readonly number[]) => number
  readonly UTF8ToString: (address: number) => string
}

interface EmscriptenOptions {
  readonly instantiateWasm: (imports: object, done: (instance: object, module: object) => void) => object
  readonly stdout: (code: number) => void
  readonly stderr: (code: number) => void
}

type Factory = (options: EmscriptenOptions) => Promise<Emscripten>

interface Pipeline {
  readonly factory: Factory
  readonly compiled: object
}

/** Compiled modules by name: compiling costs 40 ms, an instance 3. A constant of the installed packages, not state. */
const pipelines = new Map<string, Promise<Pipeline>>()

/** A fresh instance of a pipeline such as `png-read-image`; `print` gets every character that it prints. */
export async function loadPipeline(name: string, print: (code: number) => void): Promise<Emscripten> {
  let pipeline = pipelines.get(name)
  if (pipeline === undefined) {
    pipeline = compile(name)
    pipelines.set(name, pipeline)
  }
  const { factory, compiled } = await pipeline
  return new Promise((resolve, reject) => {
    factory({
      instantiateWasm: (imports, done) => {
        WebAssembly.instantiate(compiled, imports).then(instance => done(instance, compiled), reject)
        return {}
      },
      stdout: print,
      stderr: print,
    }).then(resolve, reject)
  })
}

async function compile(name: string): Promise<Pipeline> {
  const require = createRequire(import.meta.url)
  const entry = require.resolve('@itk-wasm/image-io')
  const path = join(dirname(entry), 'pipelines', name)
  const decoder = new ZSTDDecoder()
  await decoder.init()
  const wasm = decoder.decode(new Uint8Array(await readFile(`${path}.wasm.zst`)))
  const script = (await import(pathToFileURL(`${path}.js`).href)) as { readonly default: Factory }
  return { factory: script.default, compiled: await WebAssembly.compile(wasm) }
}
