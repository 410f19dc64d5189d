/** Scores a finished run against masks. */
import { CutsError } from '@cuts/core'
import { collectFailures } from '../dataset/failures.ts'
import { createMaskReader } from '../dataset/mask-reader.ts'
import type { OnEvent } from '../events.ts'
import { evaluateRegions, summariseMetrics } from '../pipeline/evaluate.ts'
import { readLabelMaps, readSummary } from '../results/read-results.ts'
import type { FailedImage, MetricMeans, MetricRow, MetricRowName } from '../results/summary.ts'
import type { SourceFiles } from '../source/files.ts'
import { openMasks } from '../source/open-source.ts'
import type { Store } from '../store/store.ts'

export interface EvaluatedResults {
  readonly images: readonly { readonly id: string; readonly metrics: { readonly [row in MetricRowName]: MetricRow } }[]
  readonly failed: readonly FailedImage[]
  readonly metrics: { readonly [row in MetricRowName]?: MetricMeans }
}

/**
 * Evaluates every image in `store` that has a mask of the same name in `masks`. Images without a mask, or with one that
 * cannot be used, are reported as failed. Writes nothing. Throws `Unreadable` and `NothingToDo`.
 */
export async function evaluateResults(options: {
  readonly store: Store
  /** Where the masks are. */
  readonly files: SourceFiles
  /** A folder of masks, or one. */
  readonly masks: string
  readonly onEvent: OnEvent
}): Promise<EvaluatedResults> {
  const { store, files, masks, onEvent } = options
  const summary = await readSummary(store)
  const find = await openMasks(files, masks)
  const reader = createMaskReader(files)
  const images: EvaluatedResults['images'][number][] = []
  const failures = collectFailures(onEvent)
  const volumes = new Map(summary.volumes?.map(volume => [volume.id, volume]))
  for (const { id, path, autoLevel, sliceOf } of summary.images) {
    try {
      const maskPath = theOnly(find, masks, sliceOf?.volume ?? id)
      const volume = sliceOf && volumes.get(sliceOf.volume)
      const truth = await reader.read({ path: maskPath }, { volume, slice: sliceOf?.slice ?? 0 })
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

function theOnly(find: (name: string) => readonly string[], masks: string, name: string): string {
  const [mask, another] = find(name)
  if (mask === undefined)
    throw new CutsError('NothingToDo', `no mask in ${masks} is named ${name}.*.`, {
      remedy: 'Name masks like their images.',
    })
  if (another !== undefined)
    throw new CutsError('Mismatch', `${mask} and ${another} have the same name.`, {
      remedy: 'Leave one mask for each image.',
    })
  return mask
}
