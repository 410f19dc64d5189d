/** `npm run bench -- results FOLDER...`: finished comparisons of `cuts bench` as tables of docs/results.md. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BenchResult } from './image-set.ts'

/** Rows whose paired differences are shown against every other row. */
const ours = ['cuts-best', 'cuts-auto', 'cuts-kmeans']

interface Run {
  readonly set: string
  readonly images: readonly string[]
  readonly machine: { readonly processor: string; readonly cores: number; readonly memoryGigabytes: number }
}

interface Pair {
  readonly a: string
  readonly b: string
  readonly difference: number
  readonly low: number
  readonly high: number
  readonly p: number
}

/** A section for each folder, in their order, put into the page. */
export async function gatherResults(folders: readonly string[], page: string): Promise<BenchResult> {
  const sections: string[] = []
  const figures: Record<string, unknown> = {}
  for (const folder of folders) {
    const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8')
    const run = JSON.parse(await read('bench.json')) as Run
    const table = (await read('table.md')).trim()
    sections.push(section(run, table, parsePairs(await read('pairs.csv'))))
    figures[run.set] = JSON.parse(await read('table.json'))
  }
  await writeFile(page, fillPage(await readFile(page, 'utf8'), 'tables', sections.join('\n\n')))
  return { text: `${page}: ${Object.keys(figures).join(', ')}`, figures }
}

/** The page with `content` in place of what stands between the comments `name` and `end of name`. */
export function fillPage(page: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`]
  const [from, to] = [page.indexOf(start), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`the page has no place for ${name}: it must hold ${start} and ${end}.`)
  return `${page.slice(0, from + start.length)}\n\n${content}\n\n${page.slice(to)}`
}

/** The table, the machine, and how the rows of CUTS fare against all others on the same images. */
export function section({ set, machine }: Run, table: string, pairs: readonly Pair[]): string {
  const { processor, cores, memoryGigabytes } = machine
  const names = ours.filter(name => pairs.some(({ a, b }) => a === name || b === name))
  const others = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))].filter(name => !names.includes(name))
  const lines = others.map(other => {
    const cells = names.map(name => {
      const pair = pairs.find(({ a, b }) => (a === name && b === other) || (a === other && b === name))
      return pair === undefined ? '' : difference(pair, name)
    })
    return `| \`${other}\` | ${cells.join(' | ')} |`
  })
  const paired =
    names.length === 0
      ? []
      : [
          '',
          'Paired differences in Dice, the row above minus the row at the left, with bootstrap intervals (95 %); in bold where the signed-rank test gives less than 0.05, not corrected for their number:',
          '',
          `| | ${names.map(name => `\`${name}\``).join(' | ')} |`,
          `| --- | ${names.map(() => '---').join(' | ')} |`,
          ...lines,
        ]
  return [
    `## ${set}`,
    '',
    table,
    '',
    `Seconds are those of one thread of ${processor.trim()}, ${cores} cores, ${memoryGigabytes} GB.`,
    ...paired,
  ].join('\n')
}

function difference({ a, difference: mean, low, high, p }: Pair, name: string): string {
  const sign = a === name ? 1 : -1
  const [from, to] = sign === 1 ? [low, high] : [-high, -low]
  const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`
  const text = `${signed(sign * mean)} [${signed(from)}, ${signed(to)}]`
  return p < 0.05 ? `**${text}**` : text
}

/** Rows and numbers hold no commas, so that lines split at them. */
export function parsePairs(text: string): Pair[] {
  const [, ...lines] = text.trim().split('\n')
  return lines.map(line => {
    const [a = '', b = '', , ...numbers] = line.split(',')
    const [mean, low, high, p] = numbers.map(Number)
    return { a, b, difference: mean!, low: low!, high: high!, p: p! }
  })
}
