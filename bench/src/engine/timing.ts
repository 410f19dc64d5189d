/** Times functions that are to be compared. They take turns, so other work on the machine affects all of them. */

export interface Timed {
  readonly run: () => Promise<unknown>
  /** Number of runs in each turn; short functions need more. */
  readonly repeats?: number
}

/** Returns the median seconds of each, over `turns` turns after one turn to warm up. */
export async function medianSeconds<Name extends string>(
  contestants: { readonly [name in Name]: Timed },
  turns: number,
): Promise<{ [name in Name]: number }> {
  const names = Object.keys(contestants) as Name[]
  const seconds = new Map<Name, number[]>(names.map(name => [name, []]))
  for (let turn = 0; turn <= turns; turn++)
    for (const name of names) {
      const { run, repeats = 1 } = contestants[name]
      for (let i = 0; i < repeats; i++) {
        const started = performance.now()
        await run()
        if (turn > 0) seconds.get(name)!.push((performance.now() - started) / 1000)
      }
    }
  const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!
  return Object.fromEntries(names.map(name => [name, median(seconds.get(name)!)])) as { [name in Name]: number }
}
