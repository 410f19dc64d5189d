/** `npm run bench -- clicks`: simulated clicking. */
import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { clickCounts, scoreClicking } from '@cuts/compare'
import { frozenRules, type PickRules } from '@cuts/core/selection'
import { type BenchResult, tell } from '../image-set.ts'
import { fitRules } from './fit.ts'
import { measureMemory } from './memory.ts'
import { type Clicking, type ClickingOptions, type Lesson, simulateClicks } from './simulate.ts'
import { readTrees, type TreeSample } from './trees.ts'

/** Every set with the preset that suits it. */
const sets = [
  ['retina', 'default'],
  ['t1_ventricles', 'default'],
  ['lgg_flair', 'default'],
  ['busi_ultrasound', 'default'],
  ['ph2_dermoscopy', 'default'],
  ['cxr_lungs', 'default'],
  ['dsb2018_nuclei', 'cells'],
] as const

export interface ClickBench {
  readonly data: string
  readonly cache: string
  readonly images: number
  readonly side: number
  readonly seed: number
  /** Rounds of fitting; 0 measures the rules of the library. */
  readonly fit: number
  readonly clicks: number
  readonly refine: boolean
  readonly half: 0 | 1
  readonly memory: boolean
}

export async function measureClicks(options: ClickBench): Promise<BenchResult> {
  const samples: Record<string, readonly TreeSample[]> = {}
  for (const [set, preset] of sets) samples[set] = await readTrees({ ...options, set: join(options.data, set), preset })
  const names = Object.keys(samples)
  const measured: Record<string, Clicking[]> = {}
  let rules: PickRules = frozenRules
  if (options.fit === 0)
    for (const name of names)
      measured[name] = await inTurn(samples[name]!, { clicks: options.clicks, rules, refine: options.refine })
  else {
    let own: { readonly [set: string]: PickRules } = Object.fromEntries(names.map(name => [name, frozenRules]))
    const lessons: Record<string, (Lesson & { readonly weight: number })[]> = Object.fromEntries(
      names.map(name => [name, []]),
    )
    for (let round = 0; round <= options.fit; round++) {
      const kept = await readFile(join(options.cache, `lessons-${round}.bin`)).catch(() => undefined)
      if (kept !== undefined) Object.assign(lessons, deserialize(kept))
      else
        for (const name of names) {
          measured[name] = await inTurn(samples[name]!, {
            clicks: round < options.fit ? 7 : options.clicks,
            rules: own[name]!,
            learn: round < options.fit,
            refine: options.refine && round > 0,
          })
          tell(`round ${round} ${name}`)
          for (const { lessons: found } of measured[name])
            for (const lesson of found) lessons[name]!.push({ ...lesson, weight: 1 })
        }
      if (kept === undefined) {
        tell(table(measured, `round ${round}`))
        if (round < options.fit) await writeFile(join(options.cache, `lessons-${round}.bin`), serialize(lessons))
      }
      if (round === options.fit) break
      const without = (left?: string) => fitRules(names.filter(name => name !== left).flatMap(name => lessons[name]!))
      own = Object.fromEntries(names.map(name => [name, without(name)]))
      rules = without()
      tell(JSON.stringify(rules))
    }
  }
  if (options.memory) {
    const names = ['click', 'clickWithMemory', 'noClick', 'box', 'mask'] as const
    const rows = Object.entries(samples).map(([name, all]) => {
      const figures = measureMemory(all, rules, options.seed)
      return `| ${name} | ${names.map(key => figures[key].toFixed(3)).join(' | ')} |`
    })
    tell([`| Dice | ${names.join(' | ')} |`, '| --- | --: | --: | --: | --: | --: |', ...rows].join('\n'))
  }
  const text = table(measured, basename(options.cache))
  return { text: options.fit > 0 ? `${text}\n\n${JSON.stringify(rules, null, 1)}` : text, figures: { measured, rules } }
}

/** One image after the other, so that the times are those of single clicks. */
async function inTurn(samples: readonly TreeSample[], options: ClickingOptions): Promise<Clicking[]> {
  const done: Clicking[] = []
  for (const sample of samples) done.push(await simulateClicks(sample, options))
  return done
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function table(measured: { readonly [set: string]: readonly Clicking[] }, title: string): string {
  const drops = (all: readonly Clicking[]): number => {
    const steps = all.flatMap(({ iou }) => iou.slice(1, 10).map((value, k) => iou[k]! - value > 0.02))
    return mean(steps.map(Number))
  }
  const columns: readonly (readonly [string, (all: readonly Clicking[]) => number])[] = [
    ...clickCounts.map(
      (count, k) =>
        [`@${count}`, (all: readonly Clicking[]) => mean(all.map(one => scoreClicking(one).iou[k]!))] as const,
    ),
    ['noc85', all => mean(all.map(one => scoreClicking(one).noc85))],
    ['noc90', all => mean(all.map(one => scoreClicking(one).noc90))],
    ['falls', drops],
    ['ms', all => mean(all.map(({ milliseconds }) => milliseconds))],
  ]
  const names = Object.keys(measured)
  const cells = names.map(name => columns.map(([, of]) => of(measured[name]!)))
  const means = columns.map((_, k) => mean(cells.map(row => row[k]!)))
  const line = (name: string, values: readonly number[]): string =>
    `| ${name} | ${values.map(value => (value >= 2 ? value.toFixed(1) : value.toFixed(3))).join(' | ')} |`
  return [
    `| ${title} | ${columns.map(([name]) => name).join(' | ')} |`,
    `| --- | ${columns.map(() => '--:').join(' | ')} |`,
    ...names.map((name, i) => line(name, cells[i]!)),
    line('mean', means),
  ].join('\n')
}
