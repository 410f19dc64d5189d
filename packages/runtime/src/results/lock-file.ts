/** `run.lock`: the process that writes to a result folder. */
import { CutsError } from '@cuts/core'
import { folderFiles } from './result-layout.ts'

export const lockName = folderFiles.lock

export interface Holder {
  readonly pid: number
  readonly host: string
  /** When the lock was taken, ISO 8601. */
  readonly since: string
  /**
   * Start time of the process as the system counts it, if known. It is needed because the system reuses process
   * numbers.
   */
  readonly began?: string | undefined
  /** Distinguishes two locks of one process. */
  readonly token: string
}

/** Returns the holder that a lock names, or undefined if it names none. */
export function parseHolder(text: string): Holder | undefined {
  try {
    const holder: Partial<Holder> = JSON.parse(text)
    return typeof holder.pid === 'number' && typeof holder.host === 'string' ? (holder as Holder) : undefined
  } catch {
    return undefined
  }
}

/** Returns the error for a folder that is in use. */
export function busy(folder: string, holder: Holder | undefined): CutsError {
  const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host} since ${holder.since}`
  return new CutsError('Busy', `${folder} is in use by ${who}.`, {
    remedy: `Wait until it has ended; if you are sure that nothing runs there, delete ${lockName} in it.`,
    action: { do: 'choose output', or: true },
  })
}
