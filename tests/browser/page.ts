/** The page under test. Playwright calls what stands in `testPage`. */
import { isCutsError } from '@cuts/core'
import { type ConnectOptions, connectEngine } from '@cuts/nn/web'
import { type BatchSize, embed, train } from './recipe.ts'

type Connected = ReturnType<typeof connectEngine>

const connect = (options: ConnectOptions): Connected =>
  connectEngine(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }), options)

const connectWithoutWebGpu = (options: ConnectOptions): Connected =>
  connectEngine(new Worker(new URL('./worker-without-webgpu.ts', import.meta.url), { type: 'module' }), options)

interface Computed {
  readonly losses: readonly number[]
  /** The file of the encoder trained here, a character for each byte: a million numbers would take seconds to pass. */
  readonly model: string
  readonly embedding: readonly number[]
  readonly device: string
  readonly threads: number
  readonly notice: string | undefined
  /** During how many steps a timer of the page, set when the step began, got its turn. */
  readonly responsiveSteps: number
}

interface Thrown {
  readonly code: string
  readonly message: string
}

const page = {
  compute: async (options: ConnectOptions, size: BatchSize): Promise<Computed> => {
    const engine = await connect(options)
    let responsiveSteps = 0
    const { losses, model } = await train(engine, size, async step => {
      const timer = setTimeout(() => responsiveSteps++)
      const done = await step()
      clearTimeout(timer)
      return done
    })
    const embedding = [...(await embed(engine, model))]
    const { device, threads, notice } = engine
    const text = Array.from(model, byte => String.fromCharCode(byte)).join('')
    return { losses, model: text, embedding, device, threads, notice, responsiveSteps }
  },

  /** Cancels in the middle of training: what is thrown, and what another worker computes then. */
  cancel: async (options: ConnectOptions, size: BatchSize): Promise<Thrown & { losses: readonly number[] }> => {
    const controller = new AbortController()
    const engine = await connect({ ...options, signal: controller.signal })
    setTimeout(() => controller.abort(), 200)
    const thrown = await thrownBy(async () => {
      for (;;) await train(engine, size)
    })
    const { losses } = await train(await connect(options), size)
    return { ...thrown, losses }
  },

  /** What the probe says where WebGPU shows itself and does not start. */
  withoutWebGpu: async (options: ConnectOptions): Promise<{ device: string; notice: string | undefined }> => {
    const { device, notice } = await connectWithoutWebGpu(options)
    return { device, notice }
  },

  /** What is thrown where the .wasm files are not where they should be. */
  withoutFiles: (): Promise<Thrown> => thrownBy(() => connect({ device: 'wasm', wasmPaths: '/nowhere/' })),

  hasAdapter: async (): Promise<boolean> => {
    const { gpu } = navigator as Navigator & { gpu?: { requestAdapter(): Promise<object | null> } }
    return Boolean(await gpu?.requestAdapter())
  },
}

async function thrownBy(action: () => Promise<unknown>): Promise<Thrown> {
  try {
    await action()
    return { code: 'nothing', message: 'nothing was thrown' }
  } catch (error) {
    return { code: isCutsError(error) ? error.code : 'no CutsError', message: (error as Error).message }
  }
}

declare global {
  var testPage: typeof page
}

globalThis.testPage = page
