import { describe, expect, it } from 'vitest'
import { type Executable, floats, type Resident, type Value } from '../engine.ts'
import { loadWithFallback } from './fallback.ts'

const model = new Uint8Array()
const x = floats(Float32Array.of(1), [1])
const there: Resident = { dtype: 'float32', shape: [1], read: async () => x, dispose: () => {} }

/** An executable that says where it ran, or fails. */
function executable(where: string, fails = false): Executable {
  return {
    run: async () => {
      if (fails) throw new Error('a driver of many lines\n  at 0x00')
      return { [where]: x as Value }
    },
    dispose: async () => {},
  }
}

describe('a device that fails', () => {
  it('is left alone while it works', async () => {
    const notices: string[] = []
    const load = loadWithFallback(
      'webgpu',
      async () => executable('device'),
      () => Promise.reject(new Error('not to be called')),
      notice => notices.push(notice),
    )
    expect(await (await load(model)).run({ x: there })).toHaveProperty('device')
    expect(notices).toEqual([])
  })

  it.each(['when a model is loaded', 'when it is run'])('%s is replaced by the processor, said once', async when => {
    const notices: string[] = []
    let asked = 0
    const load = loadWithFallback(
      'webgpu',
      async () => {
        asked++
        if (when === 'when a model is loaded') throw new Error('out of memory')
        return executable('device', true)
      },
      async () => executable('processor'),
      notice => notices.push(notice),
    )
    const first = await load(model)
    for (let i = 0; i < 2; i++) expect(await first.run({ x })).toHaveProperty('processor')
    expect(await (await load(model)).run({ x })).toHaveProperty('processor')
    expect(asked).toBe(1)
    expect(notices).toEqual(['webgpu failed: computing on the processor from here on'])
  })

  it('with the values in its memory ends the computation in a sentence', async () => {
    const load = loadWithFallback(
      'webgpu',
      async () => executable('device', true),
      async () => executable('processor'),
      () => {},
    )
    await expect((await load(model)).run({ x: there })).rejects.toMatchObject({
      code: 'Unsupported',
      message: 'webgpu failed in the middle of a computation.',
      action: { do: 'use processor' },
    })
  })

  it('is not blamed for a model that does not load anywhere', async () => {
    const notices: string[] = []
    const fail = (): Promise<Executable> => Promise.reject(new Error('no model'))
    const load = loadWithFallback('cuda', fail, fail, notice => notices.push(notice))
    await expect(load(model)).rejects.toThrow('no model')
    expect(notices).toEqual([])
  })
})
