import { expect, it } from 'vitest'
import { inTurn } from './in-turn.ts'

it('calls wait for the one before, also when that fails', async () => {
  const log: string[] = []
  let running = 0
  const job = async <T>(name: string, result: T): Promise<T> => {
    expect(++running).toBe(1)
    await new Promise(resolve => setTimeout(resolve, 1))
    running--
    log.push(name)
    if (name === 'run b') throw new Error('b')
    return result
  }
  const load = inTurn(model =>
    job('load', {
      run: inputs => job(`run ${Object.keys(inputs)[0]}`, {}),
      dispose: () => job(`dispose ${model.length}`, undefined),
    }),
  )
  const x = { dtype: 'float32', shape: [0], data: new Float32Array() } as const
  const executable = await load(new Uint8Array(3))
  const runs = ['a', 'b', 'c'].map(name => executable.run({ [name]: x }))
  const results = await Promise.allSettled([...runs, executable.dispose()])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
  expect(log).toEqual(['load', 'run a', 'run b', 'run c', 'dispose 3'])
})
