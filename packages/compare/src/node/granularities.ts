/** Segments one image with CUTS again, with the data that figures show and tables do not keep. */
import { createRandom } from '@cuts/core'
import { loadEncoder } from '@cuts/nn'
import { createNodeEngine } from '@cuts/nn/node'
import { resolveSettings } from '@cuts/runtime'
import { plotSegments } from '@cuts/runtime/pipeline'
import type { Granularities } from '../open-comparison.ts'
import { readLearnt } from './cache.ts'
import { chosenMethod } from './cuts.ts'
import { readSample, type SampleFile } from './samples.ts'
import { segmentSample } from './segment-sample.ts'
import { type Setup, taskKey } from './setup.ts'

/** The regions behind the rows of CUTS, or undefined if no model was trained with this seed. */
export async function segmentAgain(setup: Setup, file: SampleFile, seed: number): Promise<Granularities | undefined> {
  const { method, modelIn } = chosenMethod(setup)
  const learnt = await readLearnt(setup.cache, taskKey(setup, method, { kind: 'learn', method: method.id, seed }))
  if (learnt === undefined) return undefined
  const encoder = await loadEncoder(await createNodeEngine({ device: 'cpu', threads: 1 }), modelIn(learnt.bytes))
  const sample = await readSample(file, setup.set.channels)
  const segmentation = await segmentSample(encoder, sample, resolveSettings(setup.preset, setup.settings), seed)
  const { tree, prototypes } = segmentation
  return { segmentation, plot: plotSegments(tree, prototypes!, createRandom(seed).fork('plot')) }
}
