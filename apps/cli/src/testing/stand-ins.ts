/** Use cases that compute nothing, and the results that tests of several commands share. */
import { choice, flag, integer, real } from '@cuts/core/options'
import type { Summary } from '@cuts/runtime'
import type { UseCases } from '../use-cases.ts'

export const row = { dice: 0.75, hausdorff: 12, ssim: 0.9, ergas: 5000, rmse: 0.2 }
export const spread = (mean: number) => ({ mean, sem: 0.01 })
export const means = {
  dice: spread(0.75),
  hausdorff: spread(12),
  ssim: spread(0.9),
  ergas: spread(5000),
  rmse: spread(0.2),
  images: 2,
}

export const summary: Summary = {
  schema: 1,
  version: '0.1.0',
  seed: 1,
  preset: 'default',
  grouping: 'images',
  settings: {},
  device: 'cpu',
  threads: 2,
  train: { seconds: 84, steps: 2, loss: [[0.4, 1.2]], validation: [] },
  images: [],
  failed: [],
  metrics: { kmeans: means, best: means },
  notices: [],
  seconds: { train: 84, segment: 40, total: 125 },
}

const stages = {
  training: {
    title: 'Training',
    doc: 'trains the encoder',
    options: {
      steps: integer(300, {
        title: 'Steps',
        doc: 'training steps',
        level: 'basic',
        min: 1,
        max: 1000,
        unit: 'steps',
        formerly: 'iterations',
      }),
      learningRate: real(0.001, { title: 'Learning rate', doc: 'step size of AdamW', level: 'expert', min: 0, max: 1 }),
      loss: choice('ntxent', {
        title: 'Loss',
        doc: 'contrastive loss',
        level: 'basic',
        choices: { ntxent: 'the usual loss', paper: "the paper's loss" },
        when: { option: 'dense', is: [false] },
      }),
      dense: flag(false, { title: 'Dense', doc: 'convolve whole images', level: 'expert' }),
    },
  },
}

const unexpected = (): Promise<never> =>
  Promise.reject(new Error('the command calls a use case that the test does not give'))

/** Settings, presets and the report; a test gives the use cases that its command calls. */
export const standInUseCases: UseCases = {
  presets: {
    default: { name: 'default', doc: 'what measures best', settings: { training: { steps: 300 } } },
    paper: { name: 'paper', doc: 'the settings of the paper', settings: { training: { steps: 900, loss: 'paper' } } },
  },
  stages,
  publishedModels: {},
  runFolder: unexpected,
  previewFolder: unexpected,
  trainFolder: unexpected,
  segmentFolder: unexpected,
  segmentShard: unexpected,
  segmentShared: unexpected,
  measureWork: unexpected,
  openQueue: unexpected,
  mergeFolder: unexpected,
  writeReport: unexpected,
  evaluateResults: unexpected,
  pickRegion: unexpected,
  proposalsOf: unexpected,
  applyExemplars: unexpected,
  lookInside: unexpected,
  describeInput: unexpected,
  pullModel: unexpected,
  runComparison: unexpected,
  writeComparison: unexpected,
  exportResults: unexpected,
  convertFile: unexpected,
  openStudio: unexpected,
  showInBrowser: unexpected,
}
