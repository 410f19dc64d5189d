import type { Io } from '../io.ts'
import { main } from '../main.ts'
import type { UseCases } from '../use-cases.ts'
import { collectingIo } from './collecting-io.ts'
import { standInUseCases } from './stand-ins.ts'

/** Runs one command line with the real use cases in this process, and collects what it says; with stacks, for the log. */
export async function runCuts(...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const { io, said } = collectingIo({ debug: true })
  return { code: await main(argv, { io }), ...said }
}

/** Runs one command line over stand-ins. `calls` are the first arguments that use cases were given, in order. */
export async function runOverStandIns(
  argv: readonly string[],
  change: { readonly useCases?: Partial<UseCases>; readonly io?: Partial<Io> } = {},
) {
  const { io, said } = collectingIo(change.io)
  const calls: unknown[] = []
  const useCases = recorded({ ...standInUseCases, ...change.useCases }, calls)
  return { code: await main(argv, { io, useCases }), ...said, calls }
}

function recorded(useCases: UseCases, calls: unknown[]): UseCases {
  const watched = Object.entries(useCases).map(([name, use]: [string, unknown]) => {
    if (typeof use !== 'function') return [name, use]
    const call = (...given: readonly unknown[]): unknown => {
      calls.push(given[0])
      return use(...given)
    }
    return [name, call]
  })
  return Object.fromEntries(watched)
}
