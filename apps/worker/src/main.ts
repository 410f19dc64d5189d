/** The program `cuts-worker`, as a function from arguments to an exit code. */
import { availableParallelism } from 'node:os'
import { isCutsError } from '@cuts/core'
import { type RunningWorker, startWorker, withoutPassword } from '@cuts/queue'
import { writeRunReport } from '@cuts/report'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { type Page, servePage } from './status-page.ts'
import { tellEvent } from './tell-event.ts'

interface Flags {
  readonly queue: string
  readonly concurrency?: number
  readonly threads: number
  readonly memory?: number
  readonly limit?: number
  readonly metrics?: string
  readonly json?: boolean
}

/** Returns the exit code: 0 stopped when asked to, 2 usage, or a queue that cannot be used. */
export async function main(argv: readonly string[]): Promise<number> {
  let code = 0
  const program = createProgram(async flags => {
    code = await work(flags)
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    process.stderr.write(`cuts-worker: ${error instanceof Error ? error.message : String(error)}\n`)
    if (isCutsError(error) && error.remedy !== undefined) process.stderr.write(`${error.remedy}\n`)
    return 2
  }
}

export function createProgram(action: (flags: Flags) => Promise<void>): Command {
  return new Command('cuts-worker')
    .description(
      'Do runs that were submitted to a queue, until Ctrl-C or SIGTERM; images under way are finished first.',
    )
    .requiredOption(
      '--queue <address>',
      'redis://HOST:PORT of Redis 6.2 or newer, or Valkey; rediss:// with encryption',
    )
    .option('--concurrency <n>', 'jobs at a time, each in a process of its own (default: all cores)', parseCount)
    .option('--threads <n>', 'processor threads of each job', parseCount, 1)
    .option('--memory <mb>', 'end a job that needs more memory, in MB (Linux only)', parseCount)
    .option('--limit <minutes>', 'end an image that takes longer', parseCount)
    .option(
      '--metrics <[host:]port>',
      'serve /metrics for Prometheus and a status page; to this machine only unless a host is given',
    )
    .option('--json', 'one JSON object a line on standard output')
    .exitOverride()
    .action(action)
}

function parseCount(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Expected an integer from 1.')
}

async function work(flags: Flags): Promise<number> {
  const { queue, concurrency = availableParallelism(), threads, memory, limit, metrics, json } = flags
  const worker = await startWorker({
    queue,
    concurrency,
    threads,
    memoryMb: memory,
    seconds: limit === undefined ? undefined : 60 * limit,
    report: writeRunReport,
    onEvent: event => {
      if (json === true) process.stdout.write(`${JSON.stringify(event)}\n`)
      else process.stderr.write(`${tellEvent(event)}\n`)
    },
  })
  const page = metrics === undefined ? undefined : await servePage(metrics, queue, worker)
  if (page !== undefined) process.stderr.write(`status: ${page.address}\n`)
  process.stderr.write(
    `${concurrency} at a time from ${withoutPassword(queue)}; Ctrl-C stops after the images under way\n`,
  )
  await asked(worker, page)
  return 0
}

/** Resolves when the process was asked to end, and has. A second signal ends it at once. */
function asked(worker: RunningWorker, page: Page | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    let isStopping = false
    const stop = (): void => {
      if (isStopping) process.exit(130)
      isStopping = true
      process.stderr.write('stopping after the images under way\n')
      worker.close().then(async () => {
        await page?.close()
        resolve()
      }, reject)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  })
}
