/** What Node and the browser both do, to be compared. */
import { createRandom } from '@cuts/core'
import { type ComputeRuntime, createTrainer, exportEncoder, initialParameters, loadEncoder } from '@cuts/nn'
import { drawImage, drawItems } from '../../packages/nn/src/testing/small-encoder.ts'

/** Images of 24 x 24 px in a batch, and pairs in each: 2 images * pairs windows. */
export interface BatchSize {
  readonly images: number
  readonly pairs: number
}

/** Losses of ten steps on two batches in turn, three a step, and the encoder they make. */
export async function train(
  runtime: ComputeRuntime,
  { images, pairs }: BatchSize,
): Promise<{ losses: number[]; model: Uint8Array }> {
  const trainer = createTrainer(runtime, initialParameters({ channels: 3, headLayers: 1 }, createRandom(1)))
  const items = drawItems(2 * images, pairs)
  const batches = [trainer.batch(items.slice(0, images)), trainer.batch(items.slice(images))]
  const losses: number[] = []
  for (let i = 0; i < 10; i++) {
    const { reconstruction, contrastive, total } = await trainer.step(batches[i % 2]!)
    losses.push(reconstruction, contrastive, total)
  }
  const model = exportEncoder(await trainer.parameters())
  await trainer.dispose()
  return { losses, model }
}

/** The embedding of a fixed image. */
export async function embed(runtime: ComputeRuntime, model: Uint8Array): Promise<Float32Array> {
  const encoder = await loadEncoder(runtime, model)
  const { data } = await encoder.embed(drawImage(24, 20, 3))
  await encoder.dispose()
  return data
}
