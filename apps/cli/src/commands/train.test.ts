import type { FolderRun } from '@cuts/runtime/node'
import { expect, it } from 'vitest'
import { runOverStandIns as cuts } from '../testing/run-cuts.ts'
import type { UseCases } from '../use-cases.ts'

const trained: Awaited<ReturnType<UseCases['trainFolder']>> = {
  seconds: 3,
  steps: 2,
  loss: [[0.4, 1.2]],
  validation: [],
  model: 'model/model.onnx',
}

it('says where the model is', async () => {
  const { code, out, calls } = await cuts(['train', 'in', '--out', 'model', '--resume'], {
    useCases: { trainFolder: async () => trained },
  })
  expect(code).toBe(0)
  expect(calls[0]).toMatchObject({ images: 'in', out: 'model', resume: true })
  expect(out).toContain('Trained 2 steps in 3 s; last losses: reconstruction 0.4000, contrastive 1.200.')
  expect(out).toContain('Model: model/model.onnx')
})

it('exits with 1 when an image could not be used', async () => {
  const trainFolder = async ({ onEvent }: FolderRun) => {
    onEvent({ type: 'failed', file: 'a.png', message: 'a.png is empty.' })
    return trained
  }
  expect((await cuts(['train', 'in'], { useCases: { trainFolder } })).code).toBe(1)
})
