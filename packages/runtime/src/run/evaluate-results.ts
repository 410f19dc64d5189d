/** Scores a finished result folder against masks. */
import { CutsError } from '@cuts/core'
import { collectFailures } from '../dataset/failures.ts'
import { createMaskReader } from '../dataset/mask-reader.ts'
import type { OnEvent } from '../events.ts'
import { diskFiles } from '../node/disk-files.ts'
import { evaluateRegions, summariseMetrics } from '../pipeline/evaluate.ts'
import { readLabelMaps, readSummary } from '../results/read-results.ts'
import type { FailedImage, MetricMeans, MetricRow, MetricRowName } from '../results/summary.ts'
import { openMasks } from '../source/open-source.ts'

export interface EvaluatedResults {
  readonly images: readonly { readonly id: string; readonly metrics: { readonly [row in MetricRowName]: MetricRow } }[]
  readonly failed: readonly FailedImage[]
  readonly metrics: { readonly [row in MetricRowName]?: MetricMeans }
}

/**
 * Evaluates every image of `results` that has a mask of the same stem in `masks`. Images without a mask, or with one
 * that cannot be used, are reported as failed. Writes nothing. Throws `Unreadable` and `NothingToDo`.
 */
export async function evaluateResults(options: {
  readonly results: string
  readonly masks: string
  readonly onEvent: OnEvent
}): Promise<EvaluatedResults> {
  const { results, masks, onEvent } = options
  const summary = await readSummary(results)
  const find = await openMasks(diskFiles, masks)
  const images: EvaluatedResults['images'][number][] = []
  const failures = collectFailures(onEvent)
  const reader = createMaskReader(diskFiles)
  const volumes = new Map(summary.volumes?.map(volume => [volume.id, volume]))
  for (const { id, path, autoLevel, sliceOf } of summary.images) {
    try {
      const name = sliceOf?.volume ?? id
      const [maskPath, another] = find(name)
      if (maskPath === undefined)
        throw new CutsError('NothingToDo', `no mask in ${masks} is named ${name}.*.`, {
          remedy: 'Name masks like their images.',
        })
      if (another !== undefined)
        throw new CutsError('Mismatch', `${maskPath} and ${another} have the same name.`, {
          remedy: 'Leave one mask for each image.',
        })
      const volume = sliceOf && volumes.get(sliceOf.volume)
      const truth = await reader.read({ path: maskPath }, { volume, slice: sliceOf?.slice ?? 0 })
      const folder = `${results}/images/${id}`
      const [levels, [persistent], [kmeans]] = [
        await readLabelMaps(folder, 'labels'),
        await readLabelMaps(folder, 'persistent'),
        await readLabelMaps(folder, 'kmeans'),
      ]
      const { metrics } = evaluateRegions({ levels, autoLevel, persistent: persistent!, kmeans: kmeans! }, truth)
      images.push({ id, metrics })
    } catch (error) {
      failures.add(path, error)
    }
  }
  return { images, failed: failures.list, metrics: summariseMetrics(images.map(image => image.metrics)) }
}
