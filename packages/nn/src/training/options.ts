/** The settings of training, one table. Defaults follow the paper where it speaks, its first software where it does not. */
import type { OptionValues } from '@cuts/core'
import { choice, flag, integer, real } from '@cuts/core/options'

export const trainingOptions = {
  mode: choice('windows', {
    values: ['windows', 'dense'],
    doc: "windows embeds only the sampled pixels; dense embeds whole images of one size, as the paper's software does",
  }),
  batchImages: integer(16, { min: 1, max: 1024, unit: 'images', doc: 'images in a training step' }),
  samplesPerImage: integer(16, { min: 1, max: 4096, unit: 'pixels', doc: 'anchors drawn from each image in a step' }),
  contrastive: choice('ratio', {
    values: ['ratio', 'ntxent'],
    doc: "ratio is the paper's loss; ntxent also uses the other direction and keeps the positive in the denominator",
  }),
  temperature: real(0.5, { min: 0.01, max: 100, doc: 'tau: cosines are divided by it' }),
  lambda: real(0.01, { min: 0, max: 1, doc: 'weight of the contrastive loss; reconstruction has the rest' }),
  headLayers: integer(1, { min: 1, max: 2, unit: 'layers', doc: 'linear layers of the reconstruction head' }),
  learningRate: real(1e-3, { min: 0, max: 1, doc: 'step size of AdamW' }),
  weightDecay: real(1e-4, { min: 0, max: 1, doc: 'decoupled weight decay of AdamW' }),
  decayAll: flag(false, { doc: 'decay biases and normalisation too, not only convolution and linear weights' }),
}

export type TrainingOptions = OptionValues<typeof trainingOptions>
