/** Fetches the WebAssembly modules of ITK-Wasm from the address of the page's decoders and instantiates them. */
import { instantiatePipeline, type Pipeline } from '../itk/instantiate.ts'
import type { loadPipeline as declared } from '../itk/load-pipeline.ts'
import { codecAddress, codecMissing, fetchCodec } from './codecs.ts'

export const loadPipeline: typeof declared = (name, print) => instantiatePipeline(name, print, compile, instantiate)

function instantiate(compiled: object, imports: object): Promise<object> {
  return WebAssembly.instantiate(compiled as WebAssembly.Module, imports as WebAssembly.Imports)
}

async function compile(name: string): Promise<Pipeline> {
  const wasm = await fetchCodec(`${name}.wasm`)
  const compiled = await orMissing(`${name}.wasm`, WebAssembly.compile(wasm))
  // The script is served unchanged: bundlers would follow its branch for Node.
  const address = codecAddress(`${name}.js`)
  const script = await orMissing(`${name}.js`, import(/* @vite-ignore */ /* webpackIgnore: true */ address))
  return { factory: (script as { readonly default: Pipeline['factory'] }).default, compiled }
}

/**
 * Turns a failed load into the error for a missing decoder, for instance if the server answers with another page or a
 * policy forbids WebAssembly.
 */
function orMissing<T>(file: string, loading: Promise<T>): Promise<T> {
  return loading.catch((cause: unknown) => {
    throw codecMissing(codecAddress(file), cause)
  })
}
