/** What Node and the browser both do, to be compared. */
import { createRandom } from '@cuts/core'
import { createTrainer, type Engine, exportEncoder, initialParameters, loadEncoder, refreshStatistics } from '@cuts/nn'
import { drawImage, drawItems } from '../../packages/nn/src/testing/small-encoder.ts'

/** Images of 24 x 24 px in a batch, pairs in each (2 images * pairs windows), and steps of a training. */
export interface BatchSize {
  readonly images: number
  readonly pairs: number
  readonly steps: number
}

export interface Trained {
  /** Three a step. */
  readonly losses: readonly number[]
  /** The encoder as a file. */
  readonly model: Uint8Array
}

/** Steps on two batches in turn, each within `around`. */
export async function train(
  engine: Engine,
  { images, pairs, steps }: BatchSize,
  around: <T>(step: () => Promise<T>) => Promise<T> = step => step(),
): Promise<Trained> {
  const trainer = createTrainer(engine, initialParameters({ channels: 3, headLayers: 1 }, createRandom(1)))
  const items = drawItems(2 * images, pairs)
  const batches = [trainer.batch(items.slice(0, images)), trainer.batch(items.slice(images))]
  const losses: number[] = []
  for (let i = 0; i < steps; i++) {
    const { reconstruction, contrastive, total } = await around(() => trainer.step(batches[i % 2]!))
    losses.push(reconstruction, contrastive, total)
  }
  // A bias before a normalisation has no slope but rounding noise, which AdamW scales up to full steps; the running
  // statistics lag behind it, differently everywhere. Every run ends with fresh ones, which take that out.
  const parameters = await refreshStatistics(engine, await trainer.parameters(), 1, async () => items[0]!.image)
  const model = exportEncoder(parameters)
  await trainer.dispose()
  return { losses, model }
}

/** The embedding of a fixed image. */
export async function embed(engine: Engine, model: Uint8Array): Promise<Float32Array> {
  const encoder = await loadEncoder(engine, model)
  const { data } = await encoder.embed(drawImage(24, 20, 3))
  await encoder.dispose()
  return data
}
