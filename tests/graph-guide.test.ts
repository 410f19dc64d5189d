/** The page that teaches the graph builder: its listings run, and its table is about the operators there are. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as engine from '@cuts/nn/engine'
import * as graph from '@cuts/nn/graph'
import * as node from '@cuts/nn/node'
import { describe, expect, it } from 'vitest'
import * as operators from '../packages/nn/src/graph/operators.ts'

const text = readFileSync(fileURLToPath(new URL('../docs/guide/graph-builder.md', import.meta.url)), 'utf8')
const modules: { readonly [name: string]: object } = {
  '@cuts/nn/engine': engine,
  '@cuts/nn/graph': graph,
  '@cuts/nn/node': node,
}

describe('docs/guide/graph-builder.md', () => {
  const listings = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code.trim().split('\n'))
  it.each(listings.map(lines => [lines.filter(line => !/^(import|\/\/|$)/.test(line)).at(-1), lines] as const))(
    'runs the listing that ends in %s',
    async (_, lines) => {
      const end = lines.findLastIndex(line => !line.startsWith('// ')) + 1
      const told = lines.slice(end).map(line => line.slice(3))
      expect(told.length).toBeGreaterThan(0)
      expect(await run(lines.slice(0, end).join('\n'))).toEqual(told)
    },
  )

  const rows = [...text.matchAll(/^\| (.*?`: .*?) +\| `(.*?)` +\| (.*?) +\| (.*?) +\|$/gm)].map(cells => cells.slice(1))

  it('has every operator in the table, and no other', () => {
    const told = rows.flatMap(([names = '']) => [...names.split('`: ')[0]!.matchAll(/\w+/g)].map(String))
    expect(told.sort()).toEqual(Object.keys(operators).sort())
  })

  it.each(rows.map(([, ...cells]) => cells))('shows the shape of %s', (call = '', shapesIn = '', shapeOut) => {
    const inputs = [...shapesIn.matchAll(/(\w+) (int64 )?\[(.*?)\]/g)].map(([, name = '', type, dims = '']) =>
      graph.input(name, dims === '' ? [] : dims.split(', ').map(parseDim), type === undefined ? 'float32' : 'int64'),
    )
    const scope = { ...operators, ...Object.fromEntries(inputs.map(value => [value.label, value])) }
    const result = new Function(...Object.keys(scope), `return ${call}`)(...Object.values(scope)) as graph.AnyNode
    expect(`${result.dtype === 'float32' ? '' : `${result.dtype} `}[${result.shape.join(', ')}]`).toBe(shapeOut)
  })
})

function parseDim(dim: string): graph.Dim {
  return /^\d+$/.test(dim) ? Number(dim) : dim
}

/** Runs a listing; what it printed, or the message that it ended with. */
async function run(code: string): Promise<string[]> {
  const printed: string[] = []
  const body = code.replaceAll(/^import (\{.*\}) from '(.*)'$/gm, "const $1 = modules['$2']")
  const AsyncFunction = (async () => {}).constructor as new (
    ...source: string[]
  ) => (...values: unknown[]) => Promise<void>
  try {
    await new AsyncFunction('modules', 'console', body)(modules, {
      log: (...words: unknown[]) => printed.push(words.join(' ')),
    })
  } catch (error) {
    printed.push((error as Error).message)
  }
  return printed
}
