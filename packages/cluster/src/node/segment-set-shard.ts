/**
 * A shard of a set whose images share one tree. Every shard knows all images: one reads them, the others take what it
 * found. A shard divides its own studies into segments; whoever comes when all are divided makes the tree; then each
 * paints its own. A shard that would have to wait for others ends instead, and is run again.
 */
import { setTimeout } from 'node:timers/promises'
import type { Project } from '@cuts/runtime'
import { performersOf } from '@cuts/runtime/node'
import { expectModel, keyOfItem, openTasks, type PartRecord, runPart, shardOf, type Task } from '@cuts/runtime/run'
import type { Leases } from '../leases.ts'
import { doUnderLeases } from '../shared-jobs.ts'
import { usualTimes } from './folder-leases.ts'
import type { Shard, ShardRun } from './shard-run.ts'
import { withSharedProject } from './shared-project.ts'

/** Throws as `segmentShard`. The record says `waiting` if the shard has to be run again when others have ended. */
export function segmentSetShard(run: ShardRun, name: string): Promise<PartRecord> {
  const { shard, model, times = usualTimes, signal } = run
  return withSharedProject({ ...run, times }, name, (project, leases, source) =>
    runPart(project, source, own =>
      doOwn(own, leases, shard, {
        open: performersOf(run, model),
        pause: () => setTimeout(times.beatMs / 2, undefined, { signal }),
      }),
    ),
  )
}

interface Means {
  readonly open: ReturnType<typeof performersOf>
  readonly pause: () => Promise<void>
}

async function doOwn(project: Project, leases: Leases, shard: Shard, { open, pause }: Means) {
  expectModel(project)
  for (;;) {
    const tasks = await openTasks(project)
    const own: Task[] = []
    const ofAll = tasks.filter(({ job }) => job.step === 'space' || job.step === 'tree')
    for (const task of tasks) if (!ofAll.includes(task) && (await isOwn(project, task, shard))) own.push(task)
    if (own.length === 0 && ofAll.length === 0) {
      const images = await countOwn(project, shard)
      const isWaiting = tasks.some(({ job }) => job.step === 'segments')
      return isWaiting ? { images, state: 'waiting' as const } : { images }
    }
    let begun = 0
    await doUnderLeases(project, [...ofAll, ...own], leases, open, () => {
      begun++
    })
    // Another shard makes what all need.
    if (begun === 0) await pause()
  }
}

async function isOwn(project: Project, { indices }: Task, { index, count }: Shard): Promise<boolean> {
  const { item, group } = project.inventory.images[indices[0]!]!
  const key = keyOfItem({ id: item, ...(group === undefined ? {} : { group }) }, project.options.grouping)
  return (await shardOf(key, count)) === index
}

async function countOwn({ inventory, options }: Project, { index, count }: Shard): Promise<number> {
  let own = 0
  for (const { item, group } of inventory.images) {
    const key = keyOfItem({ id: item, ...(group === undefined ? {} : { group }) }, options.grouping)
    if ((await shardOf(key, count)) === index) own++
  }
  return own
}
