/** The page's side: an engine that computes in a worker that called `serveEngine`. */
import { CutsError } from '@cuts/core'
import { type Engine, isResident, type Resident, type Value } from '../engine.ts'
import {
  type Calls,
  type Handle,
  mapValues,
  type Port,
  type Question,
  type Reply,
  receiveError,
  type Sent,
  wholeBuffers,
} from './port.ts'
import type { WebEngineOptions } from './web-engine.ts'

export interface ConnectOptions extends WebEngineOptions {
  /** Ends the worker when aborted: all current and later calls are rejected with `Cancelled` at once. */
  readonly signal?: AbortSignal | undefined
}

/** A port whose other end can be terminated and may fail: a Worker. */
export interface WorkerPort extends Port {
  terminate?(): void
}

interface Waiting {
  resolve(answer: never): void
  reject(error: Error): void
}

/**
 * Returns an engine that computes in `worker`, for the trainer and the encoder to use like any other while the page
 * stays responsive. Inputs are copied, so they stay the caller's; results are transferred without a copy. Throws the
 * errors of `createWebEngine` in the worker, `Cancelled` if `signal` is aborted, and `Unsupported` if the worker fails.
 * The caller ends the worker, unless `signal` does.
 */
export async function connectEngine(worker: WorkerPort, options: ConnectOptions = {}): Promise<Engine> {
  const { signal, onNotice, device, threads, wasmPaths } = options
  const waiting = new Map<number, Waiting>()
  let asked = 0
  let ended: Error | undefined

  const end = (error: Error): void => {
    ended ??= error
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  }
  const ask = <Name extends keyof Calls>(
    call: Name,
    ask: Calls[Name]['ask'],
    values: readonly Sent[] = [],
  ): Promise<Calls[Name]['answer']> =>
    new Promise((resolve, reject) => {
      if (ended !== undefined) {
        reject(ended)
        return
      }
      const id = asked++
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, call, ask } as Question, { transfer: wholeBuffers(values) })
    })

  worker.addEventListener('message', event => {
    const { data } = event as Event & { readonly data: Reply }
    if ('notice' in data) {
      onNotice?.(data.notice)
      return
    }
    const { resolve, reject } = waiting.get(data.id) ?? {}
    waiting.delete(data.id)
    if ('error' in data) reject?.(receiveError(data.error))
    else resolve?.(data.answer as never)
  })
  worker.addEventListener('error', event => {
    const { message } = event as Event & { readonly message?: string }
    const what = message === undefined ? 'the worker does not start' : `the worker failed: ${message}`
    end(new CutsError('Unsupported', `${what}.`, { remedy: 'See the console of the browser for the reason.' }))
  })
  const cancel = (): void => {
    end(new CutsError('Cancelled', 'the computation was cancelled.'))
    worker.terminate?.()
  }
  if (signal?.aborted) cancel()
  signal?.addEventListener('abort', cancel, { once: true })
  worker.start?.()

  const handles = new WeakMap<Resident, number>()
  // A view may be a small part of its buffer, and the buffer belongs to the caller: only its own values are copied,
  // once.
  const send = (value: Value): Sent => {
    if (!isResident(value)) return { dtype: value.dtype, shape: value.shape, data: value.data.slice() }
    return { dtype: value.dtype, shape: value.shape, handle: handles.get(value)! }
  }
  const receive = (value: Sent): Value => ('handle' in value ? resident(value) : value)
  const resident = ({ dtype, shape, handle }: Handle): Resident => {
    const value: Resident = {
      dtype,
      shape,
      read: () => ask('read', handle),
      // The result is not awaited, and a terminated worker has released everything.
      dispose: () => void ask('release', handle).catch(() => {}),
    }
    handles.set(value, handle)
    return value
  }

  const about = await ask('start', { device, threads, wasmPaths })
  return {
    ...about,
    load: async (model, resident) => {
      const executable = await ask('load', { model: model.slice(), resident })
      return {
        run: async (inputs, outputs) => {
          const sent = mapValues(inputs, send)
          return mapValues(await ask('run', { executable, inputs: sent, outputs }, Object.values(sent)), receive)
        },
        dispose: () => ask('dispose', executable),
      }
    },
  }
}
