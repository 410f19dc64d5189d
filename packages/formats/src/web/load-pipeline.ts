/** Fetches the WebAssembly modules of ITK-Wasm from where the page keeps them and instantiates them. */
import { instantiatePipeline, type Pipeline } from '../itk/instantiate.ts'
import type { loadPipeline as declared } from '../itk/load-pipeline.ts'
import { codecAddress, codecMissing, fetchCodec } from './codecs.ts'

export const loadPipeline: typeof declared = (name, print) => instantiatePipeline(name, print, compile, instantiate)

function instantiate(compiled: object, imports: object): Promise<object> {
  return WebAssembly.instantiate(compiled as WebAssembly.Module, imports as WebAssembly.Imports)
}

async function compile(name: string): Promise<Pipeline> {
  const wasm = await fetchCodec(`${name}.wasm`)
  const address = codecAddress(`${name}.js`)
  // The script is served as it is: bundlers would follow its branch for Node.
  const script = (await import(/* @vite-ignore */ /* webpackIgnore: true */ address).catch((cause: unknown) => {
    throw codecMissing(address, cause)
  })) as { readonly default: Pipeline['factory'] }
  return { factory: script.default, compiled: await WebAssembly.compile(wasm) }
}
