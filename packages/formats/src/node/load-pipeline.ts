/** Finds the WebAssembly modules of ITK-Wasm among the installed packages and instantiates them. */
import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { instantiatePipeline, type Pipeline } from '../itk/instantiate.ts'
import type { loadPipeline as declared } from '../itk/load-pipeline.ts'
import { pipelinePath, unpackWasm } from './find-codecs.ts'

/** TypeScript ships these types with those of a browser only. */
declare const WebAssembly: {
  readonly compile: (bytes: Uint8Array) => Promise<object>
  readonly instantiate: (compiled: object, imports: object) => Promise<object>
}

export const loadPipeline: typeof declared = (name, print) =>
  instantiatePipeline(name, print, compile, WebAssembly.instantiate)

async function compile(name: string): Promise<Pipeline> {
  const path = pipelinePath(name)
  const wasm = await unpackWasm(await readFile(`${path}.wasm.zst`))
  const script = (await import(pathToFileURL(`${path}.js`).href)) as { readonly default: Pipeline['factory'] }
  return { factory: script.default, compiled: await WebAssembly.compile(wasm) }
}
