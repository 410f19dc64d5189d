import type { Context } from '../commands/context.ts'

/** Hands a command its context and takes its exit code. */
export type Execute = (command: (context: Context) => Promise<number> | number) => Promise<void>
