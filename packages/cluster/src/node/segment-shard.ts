/** One shard of a run: some of its images, into a result folder that other shards write to at the same time. */
import { performersOf, withProject } from '@cuts/runtime/node'
import { sharedFolder } from '@cuts/runtime/results'
import { type PartRecord, runPart, segmentRest, shardOf } from '@cuts/runtime/run'
import { segmentSetShard } from './segment-set-shard.ts'
import type { ShardRun } from './shard-run.ts'

/**
 * Segments the images of a shard that are not done yet, and writes its record. Images fall into shards by a hash of their
 * names, so that more images in the list change no other image's shard. Throws as `segmentFolder`, `Busy` if the same
 * shard runs already or a run that is not of this kind, and `Mismatch` if the folder holds a run with another model or
 * other settings.
 */
export function segmentShard(run: ShardRun): Promise<PartRecord> {
  const { shard, model, masks, images } = run
  const name = sharedFolder.shardName(shard)
  if (run.grouping === 'dataset') return segmentSetShard(run, name)
  const part = {
    name,
    inventory: sharedFolder.partFiles(name).inventory,
    takes: async (key: string) => (await shardOf(key, shard.count)) === shard.index,
  }
  const source = { images, ...(masks === undefined ? {} : { masks }), ...(model === undefined ? {} : { model }) }
  return withProject({ ...run, part, resume: true, overwrite: false }, { masks, model }, project =>
    runPart(project, source, async own => {
      await segmentRest(own, performersOf(run, model))
      return {}
    }),
  )
}
