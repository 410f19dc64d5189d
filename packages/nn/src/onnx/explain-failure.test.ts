/** What a user is told when a model gets the wrong inputs, or fails where only the run can know. */
import { describe, expect, it } from 'vitest'
import { floats, type Tensor } from '../engine.ts'
import {
  add,
  apply,
  conv2d,
  exp,
  gatherRows,
  input,
  mul,
  named,
  reshape,
  toOnnx,
  withGradient,
} from '../graph/index.ts'
import { createNodeEngine } from '../node/index.ts'
import { explainFailure } from './explain-failure.ts'

const zeros = (...shape: readonly number[]): Tensor => floats(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape)
const longs = (...values: readonly number[]): Tensor => ({
  dtype: 'int64',
  shape: [values.length],
  data: BigInt64Array.from(values, BigInt),
})

describe('a node that fails', async () => {
  const engine = await createNodeEngine({ threads: 1 })
  const table = input('table', [4, 3])
  const rows = input('rows', [2], 'int64')

  it('is told with its label, operator and shapes', async () => {
    const model = await engine.load(toOnnx({ y: exp(named('picked', gatherRows(exp(table), rows))) }))
    await expect(model.run({ table: zeros(4, 3), rows: longs(1, 9) })).rejects.toMatchObject({
      code: 'InvalidArgument',
      message:
        'picked, Gather(Exp [4, 3] from table, rows int64 [2]), failed: indices element out of data bounds, ' +
        'idx=9 must be within the inclusive range [-4,3].',
      cause: expect.any(Error),
    })
  })

  it('under a gradient rule of its own keeps its label', async () => {
    const value = named(
      'picked',
      withGradient(gatherRows(table, rows), [table], () => [undefined]),
    )
    const model = await engine.load(toOnnx({ y: exp(value) }))
    await expect(model.run({ table: zeros(4, 3), rows: longs(1, 9) })).rejects.toThrow(
      /^picked, Gather\(table \[4, 3\], rows int64 \[2\]\), failed/,
    )
  })

  it('without a label is told with those of its inputs', async () => {
    const model = await engine.load(toOnnx({ y: exp(reshape(input('x', ['N']), ['M', 3])) }))
    await expect(model.run({ x: zeros(4) })).rejects.toThrow(
      'Reshape(x [N]) failed: The input tensor cannot be reshaped to the requested shape. Input shape:{4}, requested shape:{-1,3}.',
    )
  })

  it('when the model is loaded is told in the same way', async () => {
    const load = (node: typeof table) => engine.load(toOnnx({ y: named('product', node) }))
    await expect(load(apply('MatMul', [table, table], [4, 3]))).rejects.toMatchObject({
      code: 'Unreadable',
      message:
        'product, MatMul(table [4, 3], table [4, 3]), failed: Incompatible dimensions for matrix multiplication.',
    })
    await expect(load(apply('Nonsense', [table], [4, 3]))).rejects.toThrow(
      'product, Nonsense(table [4, 3]), failed: No Op registered for Nonsense with domain_version of 18.',
    )
    await expect(load(apply('Exp', [rows], [2]))).rejects.toThrow(
      "product, Exp(rows int64 [2]), failed: Type 'tensor(int64)' of input parameter (rows) of operator (Exp).",
    )
  })

  it('under a name of the engine is told with that', async () => {
    const small = conv2d(input('x', [1, 1, 'H', 'W']), input('w', [1, 1, 5, 5]))
    const model = await engine.load(toOnnx({ y: small }))
    const failure = model.run({ x: zeros(1, 1, 2, 2), w: zeros(1, 1, 5, 5) })
    await expect(failure).rejects.toThrow(/failed: .*\{2,2\}/)
    await expect(failure).rejects.not.toThrow(/onnxruntime|\n/)
    const message = "Non-zero status code returned while running Conv node. Name:'y_nchwc' Status Message: too small"
    expect(explainFailure('the model', new Error(message))).toBe('node y_nchwc failed: too small.')
    const web = 'failed to call OrtRun(). ERROR_CODE: 6, ERROR_MESSAGE: no more memory'
    expect(explainFailure('the model', new Error(web))).toBe('the model: no more memory.')
    expect(explainFailure('the model', new Error('no more memory\n  at 0x00'))).toBe('the model: no more memory.')
  })
})

describe('wrong inputs', async () => {
  const engine = await createNodeEngine({ threads: 1 })
  const a = input('a', ['N', 3])
  const b = input('b', ['N', 3])
  const model = await engine.load(toOnnx({ y: add(a, b), z: mul(a, b) }))
  const cases: readonly [string, { [name: string]: Tensor }, string][] = [
    ['missing', { a: zeros(2, 3), c: zeros(1) }, 'input b, float32 [N, 3], is missing. Got a, c.'],
    ['none', {}, 'input a, float32 [N, 3], is missing. Got no inputs.'],
    ['of another size', { a: zeros(2, 4), b: zeros(2, 3) }, 'input a must be float32 [N, 3]. Got float32 [2, 4].'],
    ['of another rank', { a: zeros(2), b: zeros(2, 3) }, 'input a must be float32 [N, 3]. Got float32 [2].'],
    ['of another type', { a: longs(2), b: zeros(2, 3) }, 'input a must be float32 [N, 3]. Got int64 [1].'],
    [
      'whose symbols differ',
      { a: zeros(2, 3), b: zeros(5, 3) },
      'input b must be float32 [N, 3] with N = 2 as in a. Got float32 [5, 3].',
    ],
    [
      'of too few values',
      { a: floats(new Float32Array(5), [2, 3]), b: zeros(2, 3) },
      'input a of shape [2, 3] needs 6 values. Got 5.',
    ],
  ]
  it.each(cases)('%s are refused by name before the model runs', async (_, feeds, message) => {
    await expect(model.run(feeds)).rejects.toMatchObject({ code: 'InvalidArgument', message })
  })

  it('and unknown outputs are refused, more inputs than needed are not', async () => {
    const feeds = { a: zeros(2, 3), b: zeros(2, 3), c: zeros(1) }
    await expect(model.run(feeds, ['q'])).rejects.toThrow('the model has no output q. It has y, z.')
    expect(Object.keys(await model.run(feeds, ['z']))).toEqual(['z'])
  })

  it('with an offset symbol are understood', async () => {
    const c = input('c', ['H+4', 'H'])
    const square = await engine.load(toOnnx({ y: exp(c) }))
    expect((await square.run({ c: zeros(7, 3) })).y!.shape).toEqual([7, 3])
    await expect(square.run({ c: zeros(7, 4) })).rejects.toThrow(
      'input c must be float32 [H+4, H]. Got float32 [7, 4].',
    )
  })
})
