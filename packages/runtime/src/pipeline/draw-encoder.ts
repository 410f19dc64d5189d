/** An encoder without training: weights drawn for a seed, normalised over the images it is meant for. */
import { createRandom, type Planes } from '@cuts/core'
import { type Encoder, exportEncoder, initialParameters, loadEncoder, refreshStatistics } from '@cuts/nn'
import type { Engine } from '@cuts/nn/engine'
import type { Settings } from '../presets/stages.ts'
import { randomStreams } from './segment-image.ts'

interface Images {
  readonly channels: number
  readonly count: number
  /** Intensities in [-1, 1] at the working size. */
  readonly load: (index: number) => Promise<Planes>
}

/**
 * Opens the encoder that a run of preset `default` uses for the same images and seed. `onWork` is called as work goes
 * on with the share done, in (0, 1].
 */
export async function drawEncoder(
  engine: Engine,
  { channels, count, load }: Images,
  { training }: Settings,
  { seed, onWork }: { readonly seed: number; readonly onWork?: ((share: number) => void) | undefined },
): Promise<Encoder> {
  const spec = { channels, headLayers: training.headLayers }
  const drawn = initialParameters(spec, createRandom(seed).fork(randomStreams.weights))
  const parameters = await refreshStatistics(engine, drawn, count, load, onWork)
  return loadEncoder(engine, exportEncoder(parameters))
}
