/** Writes all files of a comparison except the cache. */
import { rm } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { version } from '@cuts/runtime'
import { writeFileWhole } from '@cuts/runtime/node'
import { type Comparison, scoreNames } from '../comparison.ts'
import type { OpenComparison } from '../open-comparison.ts'
import { clickCounts } from '../protocol/clicking.ts'
import { tableRows } from '../table/aggregate.ts'
import { describeProtocol } from '../table/columns.ts'
import { csv, tableCsv, tableJson, tableLatex, tableMarkdown } from '../table/formats.ts'
import { comparePairs, pairsCsv } from '../table/pairs.ts'

/** What earlier versions called files that are written here: in their place, not beside them. */
const formerNames = ['bench.json', 'bench.html']

/**
 * Writes tables, scores of single images, what the run was, and what was drawn of it, by name; returns the names of all
 * files. Throws `Unwritable`.
 */
export async function writeOutputs(
  out: string,
  comparison: OpenComparison,
  drawn: ReadonlyMap<string, string>,
): Promise<string[]> {
  const rows = tableRows(comparison)
  const note = describeProtocol(comparison)
  const tables: { readonly [name: string]: string } = {
    'table.json': `${JSON.stringify(tableJson(rows), undefined, 2)}\n`,
    'table.csv': tableCsv(rows),
    'table.md': tableMarkdown(rows, [note]),
    'table.tex': tableLatex(rows, `${comparison.set}: ${note}`),
    'pairs.csv': pairsCsv(comparePairs(comparison)),
    'images.csv': imagesCsv(comparison),
    'comparison.json': `${JSON.stringify(describeRun(comparison), undefined, 2)}\n`,
  }
  const files = new Map([...Object.entries(tables), ...drawn])
  for (const [name, text] of files) await writeFileWhole(join(out, name), text)
  for (const name of formerNames) await rm(join(out, name), { force: true })
  return [...files.keys()]
}

/** Every score of every image with every seed. */
function imagesCsv({ results }: Comparison): string {
  return csv([
    [
      'method',
      'seed',
      'image',
      ...scoreNames,
      ...clickCounts.map(count => `iou_${count}`),
      'noc85',
      'noc90',
      'seconds',
    ],
    ...results.map(({ row, seed, image, scores, clicks, seconds }) => [
      row,
      seed,
      image,
      ...scoreNames.map(name => scores[name]),
      ...clickCounts.map((_, k) => clicks?.iou[k]),
      clicks?.noc85,
      clicks?.noc90,
      seconds,
    ]),
  ])
}

/** Describes the comparison, its protocol and the machine. The seconds in the table are those of this machine. */
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
