/** The worker's side: computes for a page that called `connectEngine`. */
import { type Engine, type Executable, isResident, type Resident, type Value } from '../engine.ts'
import {
  type Calls,
  mapValues,
  type Port,
  type Question,
  type Reply,
  type Sent,
  sendError,
  type Values,
  wholeBuffers,
} from './port.ts'
import { createWebEngine, type WebEngineOptions } from './web-engine.ts'

/**
 * Answers the page at the other end of `port`, which inside a worker is `self`. `create` makes the engine when the page
 * connects.
 */
export function serveEngine(
  port: Port,
  create: (options: WebEngineOptions) => Promise<Engine> = createWebEngine,
): void {
  let engine: Promise<Engine> | undefined
  let made = 0
  const executables = new Map<number, Executable>()
  const residents = new Map<number, Resident>()
  const post = (reply: Reply, values: readonly Sent[] = []): void =>
    port.postMessage(reply, { transfer: wholeBuffers(values) })

  const receive = (value: Sent): Value => ('handle' in value ? residents.get(value.handle)! : value)
  const send = (value: Value): Sent => {
    if (!isResident(value)) return value
    made++
    residents.set(made, value)
    return { dtype: value.dtype, shape: value.shape, handle: made }
  }

  const answers: { [name in keyof Calls]: (ask: Calls[name]['ask']) => Promise<Calls[name]['answer']> } = {
    start: async options => {
      engine = create({ ...options, onNotice: notice => post({ notice }) })
      const { device, threads, notice, block } = await engine
      return { device, threads, notice, block }
    },
    load: async ({ model, resident }) => {
      const executable = await (await engine!).load(model, resident)
      made++
      executables.set(made, executable)
      return made
    },
    run: async ({ executable, inputs, outputs }) =>
      mapValues(await executables.get(executable)!.run(mapValues(inputs, receive), outputs), send),
    read: handle => residents.get(handle)!.read(),
    release: async handle => {
      residents.get(handle)?.dispose()
      residents.delete(handle)
      return undefined
    },
    dispose: async executable => {
      await executables.get(executable)?.dispose()
      executables.delete(executable)
      return undefined
    },
  }

  port.addEventListener('message', async event => {
    const { id, call, ask } = (event as Event & { readonly data: Question }).data
    try {
      const answer = await answers[call](ask as never)
      if (call === 'run') post({ id, answer }, Object.values(answer as Values))
      else if (call === 'read') post({ id, answer }, [answer as Sent])
      else post({ id, answer })
    } catch (error) {
      post({ id, error: sendError(error) })
    }
  })
  port.start?.()
}
