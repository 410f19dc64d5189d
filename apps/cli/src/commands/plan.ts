/** `cuts plan`: how many shards a run should have, and the lines that start them. */
import { planShards } from '@cuts/cluster'
import { plural, roughDuration } from '@cuts/report/words'
import { parseSettings } from '../arguments/settings.ts'
import { kubernetesJob, sbatchLine, segmentLine } from '../output/cluster-lines.ts'
import { exitCodes } from '../output/exit-codes.ts'
import { type Context, type FolderFlags, folderOptions, printJson, printLines, withEvents } from './context.ts'

export interface PlanFlags extends Omit<FolderFlags, 'resume' | 'overwrite'> {
  readonly model?: string
  readonly minutes: number
  readonly from?: string
  readonly as?: string
  readonly container: string
  readonly claim: string
}

export async function planCommand(context: Context, images: string, flags: PlanFlags): Promise<number> {
  const { io, useCases } = context
  const { model, from, minutes, json, quiet } = flags
  // Times are those of one core unless more are asked for: so is what the printed jobs ask for.
  const cpus = flags.threads ?? 1
  const work = await withEvents(io, { json: false, quiet: json === true || quiet === true }, onEvent => {
    const { out: _, resume: __, overwrite: ___, ...options } = folderOptions(context, images, flags, onEvent)
    return useCases.measureWork({ ...options, threads: cpus, model, from })
  })
  const plan = planShards(work, minutes)
  const { seed, preset, plane } = flags
  const settings = parseSettings(flags.set, useCases.stages)
  const line = segmentLine({ images, out: flags.out, model, seed, preset, grouping: flags.as, plane, settings })
  const job = { line, count: plan.shards, minutes: plan.limitMinutes, cpus }
  const sbatch = sbatchLine({ ...job, indices: Array.from({ length: plan.shards }, (_, i) => i) })
  const kubernetes = kubernetesJob({ ...job, container: flags.container, claim: flags.claim })
  if (json === true) printJson(io, { type: 'plan', ...work, ...plan, sbatch, kubernetes })
  else
    printLines(io, [
      `${plural(work.images, 'image')}, about ${round(work.megapixels)} megapixels at ${round(work.secondsPerMegapixel)} s each (${plural(work.timed, 'image')} timed, the size of ${work.sampled} read).`,
      `${plural(plan.shards, 'shard')} of about ${roughDuration(plan.secondsEach)}; in all ${roughDuration(plan.secondsInAll)} of machine time.`,
      '',
      'Slurm:',
      sbatch,
      '',
      'Kubernetes (save as job.yaml; adapt the paths under /data):',
      ...kubernetes.trimEnd().split('\n'),
    ])
  return exitCodes.done
}

function round(value: number): string {
  return String(Number(value.toPrecision(2)))
}
