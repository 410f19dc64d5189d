export { describeEncoder, type Encoder, exportEncoder, loadEncoder } from './encoder/model-file.ts'
export {
  type EncoderParameters,
  type EncoderSpec,
  embeddingDims,
  initialParameters,
  receptiveRadius,
} from './encoder/parameters.ts'
export { refreshStatistics } from './encoder/statistics.ts'
export { denseFlops, trainingStepFlops } from './encoder/work.ts'
export { asFloats, type Engine, type Executable, floats, type Tensor } from './engine.ts'
export type { Batch, NetworkInput, SampledPairs, TrainingItem } from './training/batch.ts'
export { type TrainingOptions, trainingOptions } from './training/options.ts'
export { parseState, serialiseState } from './training/state-bytes.ts'
export { createTrainer, type Losses, type Trainer, type TrainerState } from './training/trainer.ts'
