/**
 * One call at a time: the WebGPU build of ONNX Runtime refuses a call that arrives while another waits for the device.
 */
import type { Engine } from '../engine.ts'

type Load = Engine['load']

/** Loads and runs in the order of the calls; each starts when the one before has ended. */
export function inTurn(load: Load): Load {
  let last: Promise<unknown> = Promise.resolve()
  const queue = <T>(call: () => Promise<T>): Promise<T> => {
    const result = last.then(call)
    last = result.catch(() => {})
    return result
  }
  return async (model, resident) => {
    const executable = await queue(() => load(model, resident))
    return {
      run: (inputs, outputs) => queue(() => executable.run(inputs, outputs)),
      dispose: () => queue(() => executable.dispose()),
    }
  }
}
