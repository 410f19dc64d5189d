import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '@cuts/core'
import Pbf from 'pbf'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { exportEncoder, loadEncoder } from '../encoder/model-file.ts'
import { initialParameters } from '../encoder/parameters.ts'
import { createNodeEngine } from '../node/node-engine.ts'
import { hasExternalData } from './external-data.ts'

const { cwd } = process
let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-external-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

/** A tensor of two floats whose values lie in `secret.bin`. */
function external(pbf: Pbf): void {
  pbf.writeVarintField(1, 2)
  pbf.writeVarintField(2, 1)
  pbf.writeStringField(8, 'w')
  pbf.writeMessage(
    13,
    (_, entry) => {
      entry.writeStringField(1, 'location')
      entry.writeStringField(2, 'secret.bin')
    },
    undefined,
  )
  pbf.writeVarintField(14, 1)
}

/** Bytes of nested messages: each field holds the next. */
function within(fields: readonly number[], content: (pbf: Pbf) => void): Uint8Array {
  const [field, ...deeper] = fields
  const pbf = new Pbf()
  if (field === undefined) content(pbf)
  else pbf.writeBytesField(field, within(deeper, content))
  return pbf.finish()
}

it.each([
  ['an initial value', [7, 5]],
  ['the values of a sparse one', [7, 15, 1]],
  ['an attribute of a node', [7, 1, 5, 5]],
  ['a node in the branch of a node', [7, 1, 5, 6, 1, 5, 5]],
  ['one of the graphs of an attribute', [7, 1, 5, 11, 5]],
  ['a function', [25, 7, 5, 5]],
  ['training', [20, 1, 5]],
])('is found in %s', (_, fields) => {
  expect(hasExternalData(within(fields, external))).toBe(true)
  expect(hasExternalData(within(fields, pbf => pbf.writeVarintField(14, 0)))).toBe(false)
  expect(hasExternalData(within(fields, pbf => pbf.writeVarintField(14, 1)))).toBe(true)
})

it('is in no model of ours, and in nothing that is no model', () => {
  expect(hasExternalData(encoder())).toBe(false)
  for (const bytes of [new Uint8Array(0), new TextEncoder().encode('a picture'), encoder().subarray(0, 5000)])
    expect(hasExternalData(bytes)).toBe(false)
  // Graphs in graphs as deep as the file is long: no stack holds them.
  let deep: Uint8Array = new Uint8Array(0)
  for (let level = 0; level < 200; level++) deep = within([1, 5, 6], pbf => pbf.writeBytesField(99, deep))
  expect(hasExternalData(within([7], pbf => pbf.writeBytesField(99, deep)))).toBe(false)
})

it('keeps a model from being loaded, whatever lies beside it', async () => {
  await writeFile(join(home, 'secret.bin'), new Uint8Array(8))
  const graph = new Pbf()
  graph.writeMessage(5, (_, pbf) => external(pbf), undefined)
  const model = new Pbf()
  const own = encoder()
  model.writeBytesField(7, graph.finish())
  const bytes = new Uint8Array([...own, ...model.finish()])
  process.cwd = () => home
  try {
    await expect(loadEncoder(await createNodeEngine({ threads: 1 }), bytes)).rejects.toMatchObject({
      code: 'Unsupported',
      message: expect.stringContaining('other files'),
    })
  } finally {
    process.cwd = cwd
  }
})

function encoder(): Uint8Array {
  return exportEncoder(initialParameters({ channels: 1, headLayers: 1 }, createRandom(1)), { seed: '1' })
}
