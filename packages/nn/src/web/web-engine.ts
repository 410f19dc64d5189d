/** ONNX Runtime in a browser: WebAssembly or WebGPU, each by its smallest build, loaded on demand. */
import { CutsError, isCutsError } from '@cuts/core'
import type { Env, InferenceSession } from 'onnxruntime-common'
import { asFloats, type Engine, floats } from '../engine.ts'
import { input } from '../graph/node.ts'
import { add } from '../graph/operators.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { loadExecutable } from '../ort/executable.ts'
import { loadWithFallback } from '../ort/fallback.ts'
import { chooseDevice, type DeviceWish } from './choose-device.ts'
import { inTurn } from './in-turn.ts'
import { seeBrowser } from './see-browser.ts'

type Load = Engine['load']

/**
 * The location of the .wasm files of onnxruntime-web, if a bundler does not place them: a folder, or one address each.
 */
export type WasmPaths = NonNullable<Env.WebAssemblyFlags['wasmPaths']>

export interface WebEngineOptions extends DeviceWish {
  readonly wasmPaths?: WasmPaths | undefined
  /** Called with one line if WebGPU fails later and WebAssembly takes over. */
  readonly onNotice?: ((message: string) => void) | undefined
}

/**
 * Makes an engine in this page or worker. `auto` takes WebGPU if a real adapter computes, else WebAssembly; `notice`
 * always states in one line what was chosen and why. The first engine of a page or worker fixes the number of threads
 * for later ones. Throws `InvalidOption` for an invalid number of threads and `Unsupported` if onnxruntime-web does not
 * load.
 */
export async function createWebEngine(options: WebEngineOptions = {}): Promise<Engine> {
  const facts = await seeBrowser()
  const first = chooseDevice(facts, options)
  const open = (device: Build['device']): Promise<Build> => openBuild(device, first.threads, options.wasmPaths)
  const loadOnWasm: Load = async model => (await open('wasm')).load(model)
  let failure: string | undefined
  if (first.device === 'webgpu') {
    const build = await open('webgpu').then(started).catch(reason)
    if (typeof build !== 'string') {
      const load = loadWithFallback('WebGPU', build.load, loadOnWasm, options.onNotice ?? (() => {}))
      return { ...first, threads: build.threads, load }
    }
    failure = build
  }
  const { threads } = await open('wasm')
    .then(started)
    .catch(cause => {
      throw new CutsError('Unsupported', `onnxruntime-web does not start: ${reason(cause)}.`, {
        remedy: 'Install it beside @cuts/nn (npm install onnxruntime-web), and let the server deliver its files.',
        cause,
      })
    })
  const wish = threads === first.threads ? options : { ...options, threads }
  return { ...chooseDevice(facts, wish, failure), load: loadOnWasm }
}

interface Build {
  readonly device: 'wasm' | 'webgpu'
  /** Set by the first engine that used this build. */
  readonly threads: number
  readonly load: Load
}

async function openBuild(device: Build['device'], threads: number, paths: WasmPaths | undefined): Promise<Build> {
  // Each build has its own copy of everything; the one for WebAssembly alone is half as large.
  const ort = device === 'wasm' ? await import('onnxruntime-web/wasm') : await import('onnxruntime-web/webgpu')
  ort.env.logLevel = 'error'
  ort.env.wasm.numThreads ??= threads
  if (paths !== undefined) ort.env.wasm.wasmPaths = paths
  const session: InferenceSession.SessionOptions = {
    executionProviders: [device],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    logSeverityLevel: 3,
  }
  const load: Load = (model, resident) => loadExecutable(ort, model, session, device === 'webgpu' ? resident : [])
  return { device, threads: ort.env.wasm.numThreads, load: inTurn(load) }
}

/** Returns the same build after checking that it computes. */
async function started(build: Build): Promise<Build> {
  const x = input('x', [2])
  const executable = await build.load(toOnnx({ y: add(x, x) }))
  const { y } = await executable.run({ x: floats(Float32Array.of(1, 2), [2]) })
  await executable.dispose()
  if (asFloats(y).join() !== '2,4') throw new Error('it computes wrong values')
  return build
}

/** Returns the reason of an error, in one line. */
function reason(error: unknown): string {
  // "A model that is right does not load" is not informative; its cause is. Drivers may throw plain numbers.
  const below = isCutsError(error, 'Unreadable') ? error.cause : error
  return below instanceof Error ? below.message.split('\n')[0]!.slice(0, 200) : 'it does not start'
}
