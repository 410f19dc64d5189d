import type { Context } from '../commands/context.ts'

/** Passes a command its context and sets its exit code. */
export type Execute = (command: (context: Context) => Promise<number> | number) => Promise<void>
