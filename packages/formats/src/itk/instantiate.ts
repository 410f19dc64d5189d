/** Instances of compiled pipelines, made alike in every environment. */
import type { Emscripten } from './load-pipeline.ts'

interface EmscriptenOptions {
  readonly instantiateWasm: (imports: object, done: (instance: object, module: object) => void) => object
  readonly stdout: (code: number) => void
  readonly stderr: (code: number) => void
}

/** The script of a pipeline and its compiled module. */
export interface Pipeline {
  readonly factory: (options: EmscriptenOptions) => Promise<Emscripten>
  readonly compiled: object
}

/** Compiled modules by name: compiling costs 40 ms, an instance 3. A constant of the installed packages, not state. */
const pipelines = new Map<string, Promise<Pipeline>>()

/**
 * Returns a fresh instance of the pipeline `name`, compiled by `compile` unless it already was; `instantiate` is
 * WebAssembly's.
 */
export async function instantiatePipeline(
  name: string,
  print: (code: number) => void,
  compile: (name: string) => Promise<Pipeline>,
  instantiate: (compiled: object, imports: object) => Promise<object>,
): Promise<Emscripten> {
  let pipeline = pipelines.get(name)
  if (pipeline === undefined) {
    pipeline = compile(name)
    pipelines.set(name, pipeline)
    // A failure is not kept: the file may be there the next time.
    pipeline.catch(() => pipelines.delete(name))
  }
  const { factory, compiled } = await pipeline
  return new Promise((resolve, reject) => {
    factory({
      instantiateWasm: (imports, done) => {
        instantiate(compiled, imports).then(instance => done(instance, compiled), reject)
        return {}
      },
      stdout: print,
      stderr: print,
    }).then(resolve, reject)
  })
}
