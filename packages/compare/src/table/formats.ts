/** The table as JSON, CSV, Markdown and LaTeX. */
import { metricTable } from '@cuts/core/metrics'
import { csvText } from '@cuts/runtime/results'
import { recallCounts, type ScoreName, scoreNames } from '../comparison.ts'
import { clickCounts } from '../protocol/clicking.ts'
import type { ClickMeans, TableRow, TreeMeans } from './aggregate.ts'
import { columns } from './columns.ts'

/**
 * One object for each row: `{method, title, n, seeds, dice: {mean, sem, seedSd}, …, sem, secondsPerImage, …}`, with
 * every score by its name. Scores other than Dice are means, and their standard errors are in `sem`. If the row has no
 * results, all are null, and `reason` says why. Rows that are read from a tree have `bestNode`, `recall` and, if a level
 * was chosen without labels, `regret`. Rows that answer clicks have `clicks: {iou: {1, 2, …}, noc85, noc90}`.
 */
export function tableJson(rows: readonly TableRow[]): object[] {
  return rows.map(
    ({
      row,
      title,
      n,
      seeds,
      scores,
      secondsPerImage,
      learnSeconds,
      levels,
      tree,
      clicks,
      reason,
      action,
      failed,
    }) => ({
      method: row,
      title,
      n,
      seeds,
      dice: scores?.dice ?? null,
      ...perScore(name => scores?.[name].mean ?? null),
      sem: scores === undefined ? null : perScore(name => scores[name].sem),
      secondsPerImage: secondsPerImage ?? null,
      ...(learnSeconds === undefined ? {} : { learnSeconds }),
      ...(levels === undefined ? {} : { levels }),
      ...tree,
      ...(clicks === undefined ? {} : { clicks }),
      ...(reason === undefined ? {} : { reason }),
      ...(action === undefined ? {} : { action }),
      ...(failed.length === 0 ? {} : { failed }),
    }),
  )
}

function perScore<T>(value: (name: ScoreName) => T): { [name: string]: T } {
  return Object.fromEntries(scoreNames.filter(name => name !== 'dice').map(name => [name, value(name)]))
}

/** What trees hold; empty for rows that are not read from one. */
const treeColumns: readonly { readonly name: string; readonly value: (tree: TreeMeans) => number | undefined }[] = [
  { name: 'best_node', value: tree => tree.bestNode.mean },
  { name: 'best_node_sem', value: tree => tree.bestNode.sem },
  ...recallCounts.map(count => ({ name: `recall_${count}`, value: (tree: TreeMeans) => tree.recall[count] })),
  { name: 'regret', value: tree => tree.regret?.mean },
  { name: 'regret_sem', value: tree => tree.regret?.sem },
]

/** How clicks correct masks; empty for rows that do not answer clicks. */
const clickColumns: readonly { readonly name: string; readonly value: (clicks: ClickMeans) => number }[] = [
  ...clickCounts.map(count => ({ name: `iou_${count}`, value: (clicks: ClickMeans) => clicks.iou[count] })),
  { name: 'noc85', value: clicks => clicks.noc85 },
  { name: 'noc90', value: clicks => clicks.noc90 },
]

/** Means and standard errors in full precision, one row a line. */
export function tableCsv(rows: readonly TableRow[]): string {
  const head = [
    'method',
    'title',
    'n',
    'seeds',
    ...scoreNames.flatMap(name => [name, `${name}_sem`]),
    'dice_seed_sd',
    'levels',
    ...treeColumns.map(({ name }) => name),
    ...clickColumns.map(({ name }) => name),
    'seconds_per_image',
    'learn_seconds',
    'reason',
  ]
  const lines = rows.map(
    ({ row, title, n, seeds, scores, levels, tree, clicks, secondsPerImage, learnSeconds, reason }) => [
      row,
      title,
      n,
      seeds.join(' '),
      ...scoreNames.flatMap(name => [scores?.[name].mean, scores?.[name].sem]),
      scores?.dice.seedSd,
      levels,
      ...treeColumns.map(({ value }) => tree && value(tree)),
      ...clickColumns.map(({ value }) => clicks && value(clicks)),
      secondsPerImage,
      learnSeconds,
      reason,
    ],
  )
  return csv([head, ...lines])
}

/** Lines of cells as comma-separated values; an undefined cell is empty. */
export function csv(lines: readonly (readonly (string | number | undefined)[])[]): string {
  const cell = (value: string | number | undefined): string =>
    typeof value === 'string' ? csvText(value) : String(value ?? '')
  return `${lines.map(line => line.map(cell).join(',')).join('\n')}\n`
}

/** Returns the table as Markdown, with `notes` below it. Columns of clicks are there if a row answers clicks. */
export function tableMarkdown(rows: readonly TableRow[], notes: readonly string[]): string {
  const inCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
  const scoreTitles = scoreNames.map(name => columns[name].title)
  const answersClicks = rows.some(({ clicks }) => clicks !== undefined)
  const head = [
    'row',
    'method',
    'n',
    'levels',
    ...scoreTitles,
    's/image',
    ...treeTitles,
    ...(answersClicks ? clickTitles : []),
  ]
  const lines = rows.map(row =>
    [`\`${row.row}\``, ...cellsOf(row, ' ± '), ...treeCells(row), ...(answersClicks ? clickCells(row) : [])].map(
      inCell,
    ),
  )
  const align = head.map((_, i) => (i < 2 ? '---' : '--:'))
  const table = [head, align, ...lines].map(line => `| ${line.join(' | ')} |`)
  return `${[...table, ...notes.flatMap(note => ['', note])].join('\n')}\n`
}

const treeTitles = ['best node', `recall of ${recallCounts.join(', ')}`, 'regret']

function treeCells({ tree }: TableRow): string[] {
  if (tree === undefined) return treeTitles.map(() => '')
  const spread = ({ mean, sem }: { readonly mean: number; readonly sem: number }): string =>
    `${mean.toFixed(3)} ± ${sem.toFixed(3)}`
  return [
    spread(tree.bestNode),
    recallCounts.map(count => tree.recall[count].toFixed(3)).join(' '),
    tree.regret === undefined ? '' : spread(tree.regret),
  ]
}

const clickTitles = [`IoU after ${clickCounts.join(', ')} clicks`, 'clicks to .85', 'clicks to .90']

function clickCells({ clicks }: TableRow): string[] {
  if (clicks === undefined) return clickTitles.map(() => '')
  const iou = clickCounts.map(count => clicks.iou[count].toFixed(3)).join(' ')
  return [iou, clicks.noc85.toFixed(1), clicks.noc90.toFixed(1)]
}

/** Returns a LaTeX tabular for the booktabs package, with `caption` above it. */
export function tableLatex(rows: readonly TableRow[], caption: string): string {
  const head = ['Method', '$n$', 'Levels', ...scoreNames.map(name => columns[name].title), 's/image']
  const lines = rows.map(row => cellsOf(row, ' $\\pm$ ', escapeLatex))
  return [
    '\\begin{table}',
    '\\centering\\small',
    `\\caption{${escapeLatex(caption)}}`,
    `\\begin{tabular}{l${'r'.repeat(head.length - 1)}}`,
    '\\toprule',
    `${head.join(' & ')} \\\\`,
    '\\midrule',
    ...lines.map(line => `${line.join(' & ')} \\\\`),
    '\\bottomrule',
    '\\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n')
}

/** Title, count and scores as text; of a row without results the reason, and nothing after it. */
function cellsOf(
  { title, n, levels, scores, secondsPerImage, reason }: TableRow,
  plusMinus: string,
  markUp: (text: string) => string = text => text,
): string[] {
  if (scores === undefined)
    return [`${markUp(title)}: ${markUp(reason ?? '')}`, ...Array(scoreNames.length + 3).fill('')]
  const cells = scoreNames.map(name => {
    const { mean, sem } = scores[name]
    const { digits } = columns[name]
    const text = mean.toFixed(digits)
    return metricTable[name].withError ? `${text}${plusMinus}${sem.toFixed(digits)}` : text
  })
  return [markUp(title), String(n), levels?.toFixed(0) ?? '', ...cells, (secondsPerImage ?? 0).toFixed(2)]
}

function escapeLatex(text: string): string {
  return text.replace(/[&%$#_{}]/g, '\\$&').replaceAll('±', '$\\pm$')
}
