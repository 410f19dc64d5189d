import { describe, expect, it } from 'vitest'
import { createNodeRuntime } from './node-runtime.ts'

describe('createNodeRuntime', () => {
  it('takes the processor where another device is not to be had, and says so', async () => {
    expect(await createNodeRuntime({ device: 'cuda' })).toMatchObject({
      device: 'cpu',
      notice: 'cuda cannot be used, the CUDA libraries for ONNX Runtime are not installed: computing on the processor',
    })
    expect((await createNodeRuntime({ device: 'cpu', threads: 3 })).notice).toBeUndefined()
    expect((await createNodeRuntime()).notice).toBeUndefined()
  })

  it('uses the threads it is given, all cores by default', async () => {
    expect((await createNodeRuntime({ threads: 3 })).threads).toBe(3)
    expect((await createNodeRuntime()).threads).toBeGreaterThanOrEqual(1)
    for (const threads of [0, 1.5, Number.NaN])
      await expect(createNodeRuntime({ threads })).rejects.toMatchObject({ code: 'InvalidOption' })
  })
})
