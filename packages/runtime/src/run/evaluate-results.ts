/** Scores a finished run against masks. */
import { CutsError, type Mask } from '@cuts/core'
import { collectFailures } from '../dataset/failures.ts'
import type { MaskOf } from '../dataset/mask-reader.ts'
import type { OnEvent } from '../events.ts'
import { evaluateRegions, summariseMetrics } from '../pipeline/evaluate.ts'
import { readLabelMaps, readSummary } from '../results/read-results.ts'
import type { FailedImage, MetricMeans, MetricRow, MetricRowName } from '../results/summary.ts'
import type { Store } from '../store/store.ts'

/** Masks by the names of the images or volumes that they belong to, wherever they are. */
export interface MaskSet {
  /** Names the set in messages. */
  readonly label: string
  /** Returns the masks of a name, as they are called in messages. */
  find(name: string): readonly string[]
  /** Reads one of them, or a slice of it. Throws as `readMask`, and `Mismatch` if it has other slices than the image. */
  read(mask: string, of: MaskOf): Promise<Mask>
}

export interface EvaluatedResults {
  readonly images: readonly { readonly id: string; readonly metrics: { readonly [row in MetricRowName]: MetricRow } }[]
  readonly failed: readonly FailedImage[]
  readonly metrics: { readonly [row in MetricRowName]?: MetricMeans }
}

/**
 * Evaluates every image in `store` that has a mask of the same name in `masks`. Images without a mask, or with one that
 * cannot be used, are reported as failed. Writes nothing. Throws `Unreadable`.
 */
export async function evaluateResults(options: {
  readonly store: Store
  readonly masks: MaskSet
  readonly onEvent: OnEvent
}): Promise<EvaluatedResults> {
  const { store, masks, onEvent } = options
  const summary = await readSummary(store)
  const images: EvaluatedResults['images'][number][] = []
  const failures = collectFailures(onEvent)
  const volumes = new Map(summary.volumes?.map(volume => [volume.id, volume]))
  for (const { id, path, autoLevel, sliceOf } of summary.images) {
    try {
      const mask = theOnly(masks, sliceOf?.volume ?? id)
      const volume = sliceOf && volumes.get(sliceOf.volume)
      const truth = await masks.read(mask, { volume, slice: sliceOf?.slice ?? 0 })
      const [levels, [persistent], [kmeans]] = [
        await readLabelMaps(store, id, 'labels'),
        await readLabelMaps(store, id, 'persistent'),
        await readLabelMaps(store, id, 'kmeans'),
      ]
      const { metrics } = evaluateRegions({ levels, autoLevel, persistent: persistent!, kmeans: kmeans! }, truth)
      images.push({ id, metrics })
    } catch (error) {
      failures.add(path, error)
    }
  }
  return { images, failed: failures.list, metrics: summariseMetrics(images.map(image => image.metrics)) }
}

function theOnly(masks: MaskSet, name: string): string {
  const [mask, another] = masks.find(name)
  if (mask === undefined)
    throw new CutsError('NothingToDo', `no mask in ${masks.label} is named ${name}.*.`, {
      remedy: 'Name masks like their images.',
    })
  if (another !== undefined)
    throw new CutsError('Mismatch', `${mask} and ${another} have the same name.`, {
      remedy: 'Leave one mask for each image.',
    })
  return mask
}
