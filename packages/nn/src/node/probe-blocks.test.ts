import * as ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { asFloats, type Executable, floats } from '../engine.ts'
import { loadExecutable } from '../ort/executable.ts'
import { probeBlocks } from './probe-blocks.ts'

const load = (model: Uint8Array): Promise<Executable> => loadExecutable(ort, model, { intraOpNumThreads: 1 })
const isX86 = process.arch === 'x64'

describe('the probe for blocked convolutions', () => {
  it.skipIf(!isX86)('finds blocks of 8 or 16 channels on x86 processors (skipped on others)', async () => {
    expect([8, 16]).toContain(await probeBlocks(load))
  })

  it('says no where the operators do not load', async () => {
    expect(await probeBlocks(() => Promise.reject(new Error('no such operator')))).toBeUndefined()
  })

  it.skipIf(!isX86)('says no where they load and compute something else (skipped where they do not)', async () => {
    const wrong = async (model: Uint8Array): Promise<Executable> => {
      const executable = await load(model)
      const isBlocked = new TextDecoder('latin1').decode(model).includes('nchwc')
      return {
        ...executable,
        run: async feeds => {
          const outputs = await executable.run(feeds)
          if (!isBlocked || outputs.dw === undefined) return outputs
          const values = asFloats(outputs.dw).slice()
          values[7]! *= 1.01
          return { ...outputs, dw: floats(values, outputs.dw.shape) }
        },
      }
    }
    expect(await probeBlocks(wrong)).toBeUndefined()
  })
})
