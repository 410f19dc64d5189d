/** The page that `browser.ts` measures in; it is bundled, not compiled. */
import { createTrainer } from '@cuts/nn'
import { connectEngine, type Port } from '@cuts/nn/web'
import { parameters, trainingItems } from './engine/workload.ts'

declare const Worker: new (address: URL, options: { readonly type: 'module' }) => Port

export interface BrowserSteps {
  readonly device: string
  readonly threads: number
  /** Seconds of each step, after one step to warm up. */
  readonly seconds: readonly number[]
}

/** Trains on windows in a worker by WebAssembly. */
async function measureSteps(count: number, threads: number): Promise<BrowserSteps> {
  const worker = new Worker(new URL('./browser-worker.ts', import.meta.url), { type: 'module' })
  const engine = await connectEngine(worker, { device: 'wasm', threads })
  const trainer = createTrainer(engine, parameters())
  const batch = trainer.batch(trainingItems())
  const seconds: number[] = []
  for (let i = 0; i <= count; i++) {
    const started = performance.now()
    await trainer.step(batch)
    if (i > 0) seconds.push((performance.now() - started) / 1000)
  }
  return { device: engine.device, threads: engine.threads, seconds }
}

Object.assign(globalThis, { measureSteps })
