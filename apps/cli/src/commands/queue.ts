/** `cuts submit`, `cuts status` and `cuts cancel`: runs over a queue. */
import { plural } from '@cuts/report/words'
import { exitCodes } from '../output/exit-codes.ts'
import { formatTable } from '../output/table.ts'
import { type Context, folderOptions, type OutputFlags, printJson, printLines, withEvents } from './context.ts'
import { masksOf, type SegmentFlags, withSpacing } from './segment.ts'

export interface QueueFlags extends OutputFlags {
  readonly queue: string
}

export interface SubmitFlags extends SegmentFlags {
  readonly queue: string
  readonly model?: string
  readonly priority: number
}

export async function submitCommand(context: Context, images: string, flags: SubmitFlags): Promise<number> {
  const { io, useCases } = context
  const { submitRun } = await useCases.openQueue()
  const { queue, priority, model, as: grouping } = flags
  const submitted = await withEvents(io, flags, onEvent => {
    const {
      resume: _,
      overwrite: __,
      jobs: ___,
      threads: ____,
      ...options
    } = folderOptions(context, images, withSpacing(flags), onEvent)
    return submitRun({
      ...options,
      ...masksOf(flags),
      grouping,
      queue,
      priority,
      ...(model === undefined ? {} : { model }),
    })
  })
  if (flags.json === true) printJson(io, { type: 'submitted', ...submitted })
  else if (flags.quiet !== true)
    printLines(io, [
      `Run ${submitted.run}: ${plural(submitted.images, 'image')}, ${plural(submitted.batches, 'batch', 'batches')} left to do${submitted.trains ? ', once the encoder is made' : ''}.`,
      'Workers do it: cuts-worker --queue ADDRESS. The summary and the report are written at the end.',
    ])
  return exitCodes.done
}

export async function statusCommand({ io, useCases }: Context, { queue, json }: QueueFlags): Promise<number> {
  const status = await (await useCases.openQueue()).queueStatus(queue)
  if (json === true) printJson(io, { type: 'status', ...status })
  else {
    const columns = [
      { title: 'run' },
      { title: 'state' },
      { title: 'batches', align: 'right' },
      { title: 'done', align: 'right' },
      { title: 'failed', align: 'right' },
      { title: 'folder' },
    ] as const
    const rows = status.runs.map(({ run, state, batches, done, failed, out }) =>
      [run, state, batches, done, failed, out].map(String),
    )
    printLines(io, [
      ...(rows.length === 0 ? ['No runs.'] : formatTable(columns, rows)),
      `${plural(status.workers, 'worker')}.`,
    ])
  }
  return exitCodes.done
}

export async function cancelCommand(
  { io, useCases }: Context,
  run: string,
  { queue, json }: QueueFlags,
): Promise<number> {
  await (await useCases.openQueue()).cancelRun(queue, run)
  if (json === true) printJson(io, { type: 'cancelled', run })
  else printLines(io, [`Run ${run} stops after the images under way. What is done stays.`])
  return exitCodes.done
}
