/** Chooses the images and pixels of a training step. */
import { type Random, samplePairs } from '@cuts/core'
import type { TrainingItem } from '@cuts/nn'
import type { Dataset } from '../dataset/dataset.ts'
import type { Settings } from '../presets/stages.ts'

/**
 * Images of training and of validation, by index. With a validation share of 0 both are all images: validation then
 * only means fixed anchors.
 */
export function splitImages(
  count: number,
  validationFraction: number,
  random: Random,
): { train: number[]; validation: number[] } {
  const order = shuffle(count, random)
  const held = Math.floor(count * validationFraction)
  if (held === 0) return { train: order, validation: order }
  return { train: order.slice(held), validation: order.slice(0, held) }
}

/**
 * The items of one step. Images come in a new random order each epoch, counted over all steps, so every image is seen
 * equally often whatever the batch size; anchors are fresh each time.
 */
export async function sampleItems(
  dataset: Dataset,
  images: readonly number[],
  step: number,
  settings: Pick<Settings, 'sampling' | 'training'>,
  random: Random,
): Promise<TrainingItem[]> {
  const { batchImages, samplesPerImage } = settings.training
  const items: TrainingItem[] = []
  for (let slot = step * batchImages; slot < (step + 1) * batchImages; slot++) {
    const epoch = Math.floor(slot / images.length)
    const order = shuffle(images.length, random.fork('epoch', epoch))
    const { input } = await dataset.load(images[order[slot % images.length]!]!)
    items.push({
      image: input,
      pairs: samplePairs(input, samplesPerImage, settings.sampling, random.fork('pairs', slot)),
    })
  }
  return items
}

function shuffle(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(i + 1)
    const held = order[i]!
    order[i] = order[j]!
    order[j] = held
  }
  return order
}
