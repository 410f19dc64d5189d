/**
 * The settings of training in one table. Defaults follow the paper, or its first software if the paper does not state
 * them.
 */
import type { OptionValues } from '@cuts/core/options'
import { choice, flag, integer, real } from '@cuts/core/options'

export const trainingOptions = {
  mode: choice('windows', {
    title: 'Training mode',
    doc: 'which pixels are embedded in a training step',
    level: 'expert',
    choices: {
      windows: 'only the sampled pixels, each with the window that its embedding depends on',
      dense: "whole images, which must have one size, as in the paper's software",
    },
  }),
  batchImages: integer(16, {
    title: 'Images per step',
    doc: 'number of images in a training step',
    level: 'expert',
    min: 1,
    max: 1024,
    scale: 'log',
    unit: 'images',
  }),
  samplesPerImage: integer(16, {
    title: 'Anchors per image',
    doc: 'number of anchors drawn from each image in a training step',
    level: 'expert',
    min: 1,
    max: 4096,
    scale: 'log',
    unit: 'pixels',
  }),
  contrastive: choice('ratio', {
    title: 'Contrastive loss',
    doc: 'form of the contrastive loss',
    level: 'expert',
    choices: {
      ratio: "the paper's loss",
      ntxent: 'also compares positives with anchors, and keeps the positive pair in the denominator',
    },
  }),
  temperature: real(0.5, {
    title: 'Temperature',
    doc: 'cosine similarities are divided by it, tau',
    level: 'expert',
    min: 0.01,
    max: 100,
    scale: 'log',
  }),
  lambda: real(0.01, {
    title: 'Weight of the contrastive loss',
    doc: 'share of the contrastive loss in the total loss, lambda; reconstruction has the rest',
    level: 'expert',
    min: 0,
    max: 1,
    step: 0.01,
  }),
  headLayers: choice(1, {
    title: 'Layers of the reconstruction head',
    doc: 'number of linear layers that reconstruct a patch from an embedding',
    level: 'expert',
    choices: { 1: 'one linear layer', 2: 'two linear layers with a leaky ReLU between them' },
  }),
  learningRate: real(1e-3, {
    title: 'Learning rate',
    doc: 'step size of AdamW',
    level: 'basic',
    min: 0,
    max: 1,
    scale: 'log',
  }),
  weightDecay: real(1e-4, {
    title: 'Weight decay',
    doc: 'decoupled weight decay of AdamW',
    level: 'expert',
    min: 0,
    max: 1,
    scale: 'log',
  }),
  decayAll: flag(false, {
    title: 'Decay all parameters',
    doc: 'decay biases and normalisation too, not only the weights of convolutions and linear layers',
    level: 'expert',
  }),
}

export type TrainingOptions = OptionValues<typeof trainingOptions>
