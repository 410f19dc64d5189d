/** Encoders and images for tests. Parameters differ from their initial values as much as after training. */
import { createRandom, type Planes, type SampledPairs } from '@cuts/core'
import {
  type EncoderParameters,
  type EncoderSpec,
  initialParameters,
  parameterSlots,
  statisticSlots,
} from '../encoder/parameters.ts'
import { view } from '../parameters/slots.ts'
import type { TrainingItem } from '../training/batch.ts'

/** Returns an encoder with nontrivial normalisations: scales, shifts and running statistics drawn at random. */
export function drawEncoder(spec: EncoderSpec): EncoderParameters {
  const parameters = initialParameters(spec, createRandom(1))
  for (const slot of [...parameterSlots(spec), ...statisticSlots()].filter(({ name }) => name.startsWith('norm'))) {
    const random = createRandom(2).fork(slot.name)
    const isPositive = /scale|variance/.test(slot.name)
    const vector = /mean|variance/.test(slot.name) ? parameters.statistics : parameters.weights
    const slots = /mean|variance/.test(slot.name) ? statisticSlots() : parameterSlots(spec)
    const values = view(slots, vector, slot.name)
    for (let i = 0; i < values.length; i++) values[i] = isPositive ? 0.5 + random.uniform() : random.uniform() - 0.5
  }
  return parameters
}

/** Noise in [-1, 1]. */
export function drawImage(width: number, height: number, channels: number, seed = 0): Planes {
  const random = createRandom(4).fork('image', seed)
  const data = Float32Array.from({ length: channels * width * height }, () => 2 * random.uniform() - 1)
  return { width, height, channels, data }
}

/** `samples` pairs at least `margin` pixels away from the border, all valid but every fourth. */
export function drawPairs({ width, height }: Planes, samples: number, margin = 2, seed = 0): SampledPairs {
  const random = createRandom(5).fork('pairs', seed)
  const draw = (): Int32Array =>
    Int32Array.from({ length: 2 * samples }, (_, i) => margin + random.integer((i % 2 ? width : height) - 2 * margin))
  return { anchors: draw(), positives: draw(), valid: Uint8Array.from({ length: samples }, (_, i) => +(i % 4 !== 3)) }
}

export function drawItems(count: number, samples: number, width = 24, height = 24, margin = 2): TrainingItem[] {
  return Array.from({ length: count }, (_, i) => {
    const image = drawImage(width, height, 3, i)
    return { image, pairs: drawPairs(image, samples, margin, i) }
  })
}

/** Largest difference, relative to the largest expected value. */
export function largestError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY
  let scale = 0
  let worst = 0
  for (let i = 0; i < expected.length; i++) {
    scale = Math.max(scale, Math.abs(expected[i]!))
    worst = Math.max(worst, Math.abs(expected[i]! - actual[i]!))
  }
  return worst / scale
}
