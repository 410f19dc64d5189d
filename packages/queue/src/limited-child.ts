/** A child process that does jobs, within limits on time and memory. */
import type { ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { forkJobs } from '@cuts/runtime/node'
import { type JobPerformer, type JobSetup, LostProcess } from '@cuts/runtime/run'

export interface ChildLimits {
  /** Most memory, in MB; watched on Linux only. */
  readonly memoryMb?: number | undefined
  /** Most seconds for one job. */
  readonly seconds?: number | undefined
}

const lookEveryMs = 250

/** Jobs that pass a limit end with `LostProcess` and the reason. The next job starts another process. */
export function limitedChild(setup: JobSetup, signal: AbortSignal, { memoryMb, seconds }: ChildLimits): JobPerformer {
  let child: ChildProcess | undefined
  let reason: string | undefined
  const end = (why: string): void => {
    reason ??= why
    child?.kill('SIGKILL')
  }
  const performer = forkJobs(setup, signal, started => {
    child = started
    reason = undefined
  })
  const look = async (): Promise<void> => {
    const pages = child?.pid === undefined || memoryMb === undefined ? undefined : await residentMb(child.pid)
    if (pages !== undefined && pages > memoryMb!) end(`it needed more than ${memoryMb} MB of memory.`)
  }
  return {
    perform: async (job, onMessage) => {
      const timer =
        seconds === undefined ? undefined : setTimeout(() => end(`it took more than ${seconds} s.`), 1000 * seconds)
      const looking = memoryMb === undefined ? undefined : setInterval(() => void look(), lookEveryMs)
      try {
        return await performer.perform(job, onMessage)
      } catch (error) {
        throw error instanceof LostProcess && reason !== undefined ? new LostProcess(reason) : error
      } finally {
        clearTimeout(timer)
        clearInterval(looking)
      }
    },
    close: performer.close,
  }
}

/** Resident memory of a process in MB; undefined where the system does not tell. */
async function residentMb(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(text) ?? []
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024
}
