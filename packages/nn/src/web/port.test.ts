/** The protocol between page and worker, with Node's engine at the far end of a MessageChannel. */
import { CutsError, createRandom } from '@cuts/core'
import { afterEach, describe, expect, it } from 'vitest'
import { exportEncoder, loadEncoder } from '../encoder/model-file.ts'
import { type EncoderSpec, initialParameters } from '../encoder/parameters.ts'
import { asFloats, type Engine, floats, isResident, type Resident, type Value } from '../engine.ts'
import { input } from '../graph/node.ts'
import { add } from '../graph/operators.ts'
import { createNodeEngine } from '../node/index.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { drawEncoder, drawImage, drawItems } from '../testing/small-encoder.ts'
import { createTrainer, type Losses, type TrainerState } from '../training/trainer.ts'
import { type ConnectOptions, connectEngine } from './connect-engine.ts'
import { serveEngine } from './serve-engine.ts'
import type { WebEngineOptions } from './web-engine.ts'

const spec: EncoderSpec = { channels: 3, headLayers: 1 }
const open: MessagePort[] = []
afterEach(() => {
  for (const port of open.splice(0)) port.close()
})

function connect(
  create: (options: WebEngineOptions) => Promise<Engine>,
  options: ConnectOptions = {},
): Promise<Engine> {
  const { port1, port2 } = new MessageChannel()
  open.push(port1, port2)
  serveEngine(port2, create)
  return connectEngine(Object.assign(port1, { terminate: () => port1.close() }), options)
}

describe('across a port', () => {
  it('training is the same bit for bit', async () => {
    const train = async (engine: Engine): Promise<{ losses: Losses[]; state: TrainerState }> => {
      const trainer = createTrainer(engine, initialParameters(spec, createRandom(1)))
      const batch = trainer.batch(drawItems(2, 4))
      const losses: Losses[] = []
      for (let i = 0; i < 3; i++) losses.push(await trainer.step(batch))
      losses.push(await trainer.evaluate(batch))
      const state = await trainer.state()
      await trainer.dispose()
      return { losses, state }
    }
    const create = (): Promise<Engine> => createNodeEngine({ device: 'cpu', threads: 1 })
    expect(await train(await connect(create))).toEqual(await train(await create()))
  })

  it('an embedding is the same bit for bit, and the image stays whole', async () => {
    const model = exportEncoder(drawEncoder(spec))
    const image = drawImage(20, 16, 3)
    const kept = image.data.slice()
    const direct = await createNodeEngine({ device: 'cpu', threads: 1 })
    const proxied = await connect(async () => direct)
    const [a, b] = [await loadEncoder(proxied, model), await loadEncoder(direct, model)]
    expect(await a.embed(image)).toEqual(await b.embed(image))
    expect(image.data).toEqual(kept)
    expect(model.length).toBeGreaterThan(0)
    await a.dispose()
    await b.dispose()
  })

  it('what the engine is and says goes over, and so do the wishes', async () => {
    const wishes: WebEngineOptions[] = []
    const notices: string[] = []
    const engine = await connect(
      async options => {
        wishes.push(options)
        options.onNotice?.('something changed')
        return { device: 'webgpu', threads: 2, notice: 'WebGPU on x', block: 16, load: () => Promise.reject() }
      },
      { device: 'wasm', threads: 3, wasmPaths: '/files/', onNotice: notice => notices.push(notice) },
    )
    expect(engine).toMatchObject({ device: 'webgpu', threads: 2, notice: 'WebGPU on x', block: 16 })
    expect(wishes).toMatchObject([{ device: 'wasm', threads: 3, wasmPaths: '/files/' }])
    expect(notices).toEqual(['something changed'])
  })

  it('errors keep code, message, remedy and action', async () => {
    const refused = connect(async () => {
      throw new CutsError('Unsupported', 'nothing computes here.', {
        remedy: 'Go elsewhere.',
        action: { do: 'use processor' },
      })
    })
    await expect(refused).rejects.toMatchObject({
      name: 'CutsError',
      code: 'Unsupported',
      message: 'nothing computes here.',
      remedy: 'Go elsewhere.',
      action: { do: 'use processor' },
    })
    const engine = await connect(() => createNodeEngine({ device: 'cpu', threads: 1 }))
    await expect(engine.load(new Uint8Array([1, 2, 3]))).rejects.toMatchObject({
      name: 'CutsError',
      code: 'Unreadable',
    })
  })
})

describe('values on the far device', () => {
  /** Doubles x, and keeps the result until it is let go. */
  function keeping(): { engine: Engine; kept: Set<Resident> } {
    const kept = new Set<Resident>()
    const read = async (value: Value): Promise<Float32Array> => asFloats(isResident(value) ? await value.read() : value)
    const engine: Engine = {
      device: 'test',
      threads: 1,
      load: async () => ({
        run: async ({ x }) => {
          const doubled = floats(
            (await read(x!)).map(v => 2 * v),
            x!.shape,
          )
          const value: Resident = {
            dtype: 'float32',
            shape: doubled.shape,
            // A copy: what is sent away changes hands.
            read: async () => floats(doubled.data.slice() as Float32Array, doubled.shape),
            dispose: () => void kept.delete(value),
          }
          kept.add(value)
          return { y: value }
        },
        dispose: async () => {},
      }),
    }
    return { engine, kept }
  }

  it('are fed back, read and let go under handles', async () => {
    const { engine, kept } = keeping()
    const executable = await (await connect(async () => engine)).load(new Uint8Array(), ['y'])
    const { y } = await executable.run({ x: floats(Float32Array.of(1, 2, 3), [3]) })
    expect(y).toMatchObject({ dtype: 'float32', shape: [3] })
    const { y: z } = await executable.run({ x: y! })
    for (let i = 0; i < 2; i++) expect(asFloats(await (z as Resident).read())).toEqual(Float32Array.of(4, 8, 12))
    expect(kept.size).toBe(2)
    ;(y as Resident).dispose()
    ;(z as Resident).dispose()
    await executable.dispose()
    expect(kept.size).toBe(0)
  })
})

describe('cancelling', () => {
  const never: Engine = { device: 'test', threads: 1, load: () => new Promise(() => {}) }

  it('rejects what is pending and what comes after', async () => {
    const controller = new AbortController()
    const engine = await connect(async () => never, { signal: controller.signal })
    const pending = [engine.load(new Uint8Array()), engine.load(new Uint8Array())]
    controller.abort()
    for (const load of pending) await expect(load).rejects.toMatchObject({ name: 'CutsError', code: 'Cancelled' })
    await expect(engine.load(new Uint8Array())).rejects.toMatchObject({ code: 'Cancelled' })
  })

  it('before the start is no start', async () => {
    await expect(connect(async () => never, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'Cancelled',
    })
  })
})

describe('a worker that fails', () => {
  it('rejects what is pending, with its message', async () => {
    const target = new EventTarget()
    const worker = {
      postMessage: () => {},
      addEventListener: (type: string, listener: (event: Event) => void) => target.addEventListener(type, listener),
    }
    const connecting = connectEngine(worker)
    target.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }))
    await expect(connecting).rejects.toMatchObject({
      code: 'Unsupported',
      message: 'the worker failed: out of memory.',
    })
  })
})

it('a part of a larger array is sent alone', async () => {
  const engine = await connect(() => createNodeEngine({ device: 'cpu', threads: 1 }))
  const x = input('x', [2])
  const executable = await engine.load(toOnnx({ y: add(x, x) }))
  const large = Float32Array.of(1, 2, 3, 4)
  const { y } = await executable.run({ x: floats(large.subarray(1, 3), [2]) })
  expect(asFloats(y)).toEqual(Float32Array.of(4, 6))
  expect(large).toEqual(Float32Array.of(1, 2, 3, 4))
})
