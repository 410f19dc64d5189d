/**
 * The encoder's parameters as two flat vectors: the trained parameters, and the running statistics of the
 * normalisations. With flat vectors, the optimiser takes a dozen operators for the whole network, and a checkpoint is a
 * handful of arrays.
 */
import { CutsError, type Random } from '@cuts/core'
import { drawWeights, layOut, lengthOf, type Slot } from '../parameters/slots.ts'

export interface EncoderSpec {
  /** Channels of the image. */
  readonly channels: number
  /** Layers of the reconstruction head: 1 as in the paper, 2 with a LeakyReLU between. */
  readonly headLayers: 1 | 2
}

/** Output channels of the four convolution blocks. */
export const widths = [16, 32, 64, 128] as const
/** Side of the convolution kernels, and of the reconstructed patch. */
export const kernelSide = 5
/** Pixels on each side that an embedding depends on: four convolutions of radius 2. */
export const receptiveRadius = 8
export const embeddingDims = 128

/** Returns the position of each trained parameter in the flat vector. */
export function parameterSlots(spec: EncoderSpec): Slot[] {
  const patch = kernelSide * kernelSide * spec.channels
  const shapes: [string, number[]][] = []
  for (const [layer, width] of widths.entries()) {
    shapes.push([`conv${layer}.weight`, [width, widths[layer - 1] ?? spec.channels, kernelSide, kernelSide]])
    shapes.push([`conv${layer}.bias`, [width]])
    shapes.push([`norm${layer}.scale`, [width]], [`norm${layer}.shift`, [width]])
  }
  shapes.push(['head0.weight', [patch, embeddingDims]], ['head0.bias', [patch]])
  if (spec.headLayers === 2) shapes.push(['head1.weight', [patch, patch]], ['head1.bias', [patch]])
  return layOut(shapes)
}

/** Returns the position of each layer's running mean and variance in the flat vector of statistics. */
export function statisticSlots(): Slot[] {
  return layOut(
    widths.flatMap((width, layer) => [
      [`norm${layer}.mean`, [width]],
      [`norm${layer}.variance`, [width]],
    ]),
  )
}

/** Trained parameters and running statistics of one encoder. */
export interface EncoderParameters {
  readonly spec: EncoderSpec
  readonly weights: Float32Array
  readonly statistics: Float32Array
}

/**
 * Fresh parameters: convolution and linear weights and biases uniform in +-1/sqrt(fan-in), normalisation scale 1 and
 * shift 0, running mean 0 and variance 1 (the customary initialisation, which the paper's software used).
 */
export function initialParameters(spec: EncoderSpec, random: Random): EncoderParameters {
  if (!Number.isInteger(spec.channels) || spec.channels < 1)
    throw new CutsError(
      'InvalidOption',
      `channels of the encoder must be an integer of at least 1. Got ${spec.channels}.`,
    )
  const weights = drawWeights(parameterSlots(spec), random)
  const statistics = new Float32Array(lengthOf(statisticSlots()))
  for (const slot of statisticSlots())
    if (slot.name.endsWith('variance')) statistics.fill(1, slot.offset, slot.offset + slot.size)
  return { spec, weights, statistics }
}
