import { describe, expect, it } from 'vitest'
import { createNodeEngine } from './node-engine.ts'

describe('createNodeEngine', () => {
  it('takes the processor where another device is not to be had, and says so', async () => {
    expect(await createNodeEngine({ device: 'cuda' })).toMatchObject({
      device: 'cpu',
      notice: 'cuda cannot be used, the CUDA libraries for ONNX Runtime are not installed: computing on the processor',
    })
    expect((await createNodeEngine({ device: 'cpu', threads: 3 })).notice).toBeUndefined()
    expect((await createNodeEngine()).notice).toBeUndefined()
  })

  it('uses the threads it is given, all cores by default', async () => {
    expect((await createNodeEngine({ threads: 3 })).threads).toBe(3)
    expect((await createNodeEngine()).threads).toBeGreaterThanOrEqual(1)
    for (const threads of [0, 1.5, Number.NaN])
      await expect(createNodeEngine({ threads })).rejects.toMatchObject({ code: 'InvalidOption' })
  })
})
