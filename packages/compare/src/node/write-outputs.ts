/** Everything a comparison leaves in its folder beside the cache. */
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { version } from '@cuts/runtime'
import { writeFileWhole } from '@cuts/runtime/node'
import { type Comparison, scoreNames } from '../comparison.ts'
import { tableRows } from '../table/aggregate.ts'
import { describeProtocol } from '../table/columns.ts'
import { csv, tableCsv, tableJson, tableLatex, tableMarkdown } from '../table/formats.ts'
import { comparePairs, pairsCsv } from '../table/pairs.ts'
import type { OpenComparison } from './run-bench.ts'
import { writeFigures } from './write-figures.ts'

/** Writes tables, figures, scores of single images and what the run was; returns the names of the files. Throws `Unwritable`. */
export async function writeOutputs(out: string, comparison: OpenComparison): Promise<string[]> {
  const rows = tableRows(comparison)
  const note = describeProtocol(comparison)
  const files: { readonly [name: string]: string } = {
    'table.json': `${JSON.stringify(tableJson(rows), undefined, 2)}\n`,
    'table.csv': tableCsv(rows),
    'table.md': tableMarkdown(rows, [note]),
    'table.tex': tableLatex(rows, `${comparison.set}: ${note}`),
    'pairs.csv': pairsCsv(comparePairs(comparison)),
    'images.csv': imagesCsv(comparison),
    'bench.json': `${JSON.stringify(describeRun(comparison), undefined, 2)}\n`,
  }
  for (const [name, text] of Object.entries(files)) await writeFileWhole(join(out, name), text)
  return [...Object.keys(files), ...(await writeFigures(out, comparison))]
}

/** Every score of every image with every seed. */
function imagesCsv({ results }: Comparison): string {
  return csv([
    ['method', 'seed', 'image', ...scoreNames, 'seconds'],
    ...results.map(({ row, seed, image, scores, seconds }) => [
      row,
      seed,
      image,
      ...scoreNames.map(name => scores[name]),
      seconds,
    ]),
  ])
}

/** What was compared, how, and on which machine: the seconds of the table are this machine's. */
function describeRun({ set, images, emptyTruths = [], seeds, protocol, preset, settings }: OpenComparison): object {
  const cores = cpus()
  return {
    version,
    set,
    images,
    ...(emptyTruths.length === 0 ? {} : { emptyTruths }),
    seeds,
    protocol,
    preset,
    settings,
    machine: {
      processor: cores[0]?.model ?? 'unknown',
      cores: cores.length,
      memoryGigabytes: Math.round(totalmem() / 2 ** 30),
      platform: `${process.platform} ${process.arch}`,
      node: process.version,
    },
  }
}
