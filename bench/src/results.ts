/** `npm run bench -- results FOLDER...`: writes finished comparisons of `cuts compare` into docs/results.md. */
import { existsSync } from 'node:fs'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { BenchResult } from './image-set.ts'

/** Rows that are compared with every other row in pairs. */
const ours = ['cuts-best', 'cuts-auto', 'cuts-kmeans']

/** Figures that show numbers alone and no image: file name, and description for screen readers. */
const figureTitles = {
  differences: 'Differences in Dice on the same images, CUTS minus each other row, with bootstrap intervals',
  'dice-by-regions': 'Dice by the number of regions of a level',
  lambda: 'Scores of spectral k-means against the weight of the contrastive loss',
}

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

/** The part of an entry of table.json that the overview shows. */
interface TableRow {
  readonly method: string
  readonly dice: { readonly mean: number } | null
}

/**
 * Writes an overview of all folders into the page, then a section for each, in their order. Figures go into `images`
 * beside the page.
 */
export async function gatherResults(folders: readonly string[], page: string): Promise<BenchResult> {
  const sections: string[] = []
  const figures: Record<string, readonly TableRow[]> = {}
  for (const folder of folders) {
    const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8')
    // Comparisons of earlier versions have the second name.
    const about = existsSync(join(folder, 'comparison.json')) ? 'comparison.json' : 'bench.json'
    const run = JSON.parse(await read(about)) as Run
    const table = (await read('table.md')).trim()
    const name = basename(resolve(folder))
    const pictures: string[] = []
    for (const [figure, title] of Object.entries(figureTitles)) {
      const [drawn, picture] = [join(folder, 'figures', `${figure}.svg`), `images/results-${name}-${figure}.svg`]
      if (!existsSync(drawn)) continue
      await copyFile(drawn, join(dirname(page), picture))
      pictures.push(`![${title}](${picture})`)
    }
    sections.push(section({ ...run, name, pictures }, table, parsePairs(await read('pairs.csv'))))
    figures[name] = JSON.parse(await read('table.json')) as TableRow[]
  }
  const content = [overview(figures), ...sections].join('\n\n')
  await writeFile(page, fillPage(await readFile(page, 'utf8'), 'tables', content))
  return { text: `${page}: ${Object.keys(figures).join(', ')}`, figures }
}

/** Returns the page with `content` between the comments `name` and `end of name`. */
export function fillPage(page: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`]
  const [from, to] = [page.indexOf(start), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`the page has no place for ${name}: it must hold ${start} and ${end}.`)
  return `${page.slice(0, from + start.length)}\n\n${content}\n\n${page.slice(to)}`
}

/**
 * Table of mean Dice. It has the rows that more than one comparison has, and a column for each comparison that has at
 * least half of these rows; so a study of something else is left out.
 */
export function overview(tables: { readonly [name: string]: readonly TableRow[] }): string {
  const all = Object.values(tables).flat()
  const shared = [...new Set(all.map(({ method }) => method))].filter(
    row => all.filter(({ method, dice }) => method === row && dice !== null).length > 1,
  )
  const names = Object.keys(tables).filter(
    name => 2 * tables[name]!.filter(({ method }) => shared.includes(method)).length >= shared.length,
  )
  const cell = (name: string, row: string): string => {
    const mean = tables[name]!.find(({ method }) => method === row)?.dice?.mean
    return mean === undefined ? '' : mean.toFixed(3)
  }
  return [
    '## Dice at a glance',
    '',
    `| row | ${names.join(' | ')} |`,
    `| --- | ${names.map(() => '--:').join(' | ')} |`,
    ...shared.map(row => `| \`${row}\` | ${names.map(name => cell(name, row)).join(' | ')} |`),
  ].join('\n')
}

interface Shown extends Run {
  /** Heading of the section. */
  readonly name: string
  /** Markdown of its figures. */
  readonly pictures: readonly string[]
}

/** The table, the machine, and the differences between the rows of CUTS and all others on the same images. */
export function section({ name: heading, pictures, machine }: Shown, table: string, pairs: readonly Pair[]): string {
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
          '<details><summary>Paired differences in Dice, in figures</summary>',
          '',
          'The row above minus the row at the left, with bootstrap intervals (95 %); in bold where the signed-rank test gives less than 0.05, not corrected for their number.',
          '',
          `| | ${names.map(name => `\`${name}\``).join(' | ')} |`,
          `| --- | ${names.map(() => '---').join(' | ')} |`,
          ...lines,
          '',
          '</details>',
        ]
  return [
    `## ${heading}`,
    '',
    table,
    '',
    `Seconds are those of one thread of ${processor.trim()}, ${cores} cores, ${memoryGigabytes} GB.`,
    ...pictures.flatMap(picture => ['', picture]),
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

/** Rows and numbers hold no commas, so lines can be split at commas. */
export function parsePairs(text: string): Pair[] {
  const [, ...lines] = text.trim().split('\n')
  return lines.map(line => {
    const [a = '', b = '', , ...numbers] = line.split(',')
    const [mean, low, high, p] = numbers.map(Number)
    return { a, b, difference: mean!, low: low!, high: high!, p: p! }
  })
}
