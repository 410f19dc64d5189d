/** Every rule of the table against differences of the operator's own values, computed by the engine. */
import { describe, expect, it } from 'vitest'
import { createNodeEngine } from '../node/index.ts'
import { type Argument, gradientError, uniform } from '../testing/finite-differences.ts'
import { constant, integers, type Node } from './node.ts'
import * as ops from './operators.ts'
import { vjpTable } from './vjp.ts'

interface Case {
  readonly op: string
  readonly about?: string
  readonly args: { readonly [name: string]: Argument }
  readonly build: (nodes: { readonly [name: string]: Node }) => Node
}

/** Distinct multiples of a quarter plus `offset`, shuffled by a fixed stride: at least 1/8 away from other grids. */
function grid(shape: readonly number[], offset: number): Argument {
  const size = shape.reduce((a, b) => a * b, 1)
  const values = Float32Array.from({ length: size }, (_, i) => 0.25 * (((7 * i + 3) % size) - size / 2) + offset)
  return { shape, values }
}

const pair = { a: uniform('a', [2, 3]), b: uniform('b', [2, 3]) }
const spread = { a: uniform('a', [2, 1, 3]), b: uniform('b', [4, 1], 1, 2) }
const cases: readonly Case[] = [
  { op: 'Add', args: pair, build: ({ a, b }) => ops.add(a!, b!) },
  { op: 'Add', about: 'broadcast both ways', args: spread, build: ({ a, b }) => ops.add(a!, b!) },
  { op: 'Sub', args: spread, build: ({ a, b }) => ops.sub(a!, b!) },
  { op: 'Mul', args: spread, build: ({ a, b }) => ops.mul(a!, b!) },
  { op: 'Mul', about: 'of a node with itself', args: { a: pair.a }, build: ({ a }) => ops.mul(a!, a!) },
  { op: 'Div', args: spread, build: ({ a, b }) => ops.div(a!, b!) },
  { op: 'Max', args: { a: grid([2, 4], 0), b: grid([4], 0.125) }, build: ({ a, b }) => ops.maximum(a!, b!) },
  { op: 'Sum', args: pair, build: ({ a, b }) => ops.sum([a!, b!, a!]) },
  { op: 'Neg', args: { a: pair.a }, build: ({ a }) => ops.neg(a!) },
  { op: 'Exp', args: { a: pair.a }, build: ({ a }) => ops.exp(a!) },
  { op: 'Log', args: { a: uniform('a', [2, 3], 1, 2) }, build: ({ a }) => ops.log(a!) },
  { op: 'Sqrt', args: { a: uniform('a', [2, 3], 1, 2) }, build: ({ a }) => ops.sqrt(a!) },
  { op: 'Tanh', args: { a: pair.a }, build: ({ a }) => ops.tanh(a!) },
  { op: 'Sigmoid', args: { a: pair.a }, build: ({ a }) => ops.sigmoid(a!) },
  { op: 'Clip', args: { a: grid([2, 4], 0.125) }, build: ({ a }) => ops.clip(a!, -0.5, 0.5) },
  { op: 'LeakyRelu', args: { a: grid([2, 4], 0.125) }, build: ({ a }) => ops.leakyRelu(a!, 0.1) },
  {
    op: 'Where',
    args: { a: uniform('a', [2, 3]), b: uniform('b', [3]) },
    build: ({ a, b }) => ops.where(ops.less(constant([1, -1, 1, 1, -1, -1], [2, 3]), constant(0)), a!, b!),
  },
  { op: 'ReduceSum', args: { a: uniform('a', [2, 3, 4]) }, build: ({ a }) => ops.reduceSum(a!, [0, 2]) },
  { op: 'ReduceMean', args: { a: uniform('a', [2, 3, 4]) }, build: ({ a }) => ops.reduceMean(a!, [1], true) },
  { op: 'ReduceMax', args: { a: grid([2, 3, 2], 0) }, build: ({ a }) => ops.reduceMax(a!, [1]) },
  { op: 'Reshape', args: { a: uniform('a', [2, 6]) }, build: ({ a }) => ops.reshape(a!, [3, 4]) },
  { op: 'Transpose', args: { a: uniform('a', [2, 3, 4]) }, build: ({ a }) => ops.transpose(a!, [2, 0, 1]) },
  { op: 'Expand', args: { a: uniform('a', [2, 1]) }, build: ({ a }) => ops.expand(a!, [3, 2, 4]) },
  { op: 'Slice', args: { a: uniform('a', [3, 5]) }, build: ({ a }) => ops.slice(a!, 1, 1, 4) },
  { op: 'Concat', args: { a: uniform('a', [2, 3]), b: pair.b }, build: ({ a, b }) => ops.concat([a!, b!, a!], 1) },
  { op: 'Pad', args: { a: uniform('a', [1, 2, 3, 4]) }, build: ({ a }) => ops.padReplicate(a!, 2) },
  { op: 'Pad', about: 'with zeros', args: { a: uniform('a', [1, 2, 3, 4]) }, build: ({ a }) => ops.padZero(a!, 2) },
  { op: 'SpaceToDepth', args: { a: uniform('a', [2, 2, 4, 2]) }, build: ({ a }) => ops.spaceToDepth(a!, 2) },
  { op: 'DepthToSpace', args: { a: uniform('a', [2, 8, 1, 2]) }, build: ({ a }) => ops.depthToSpace(a!, 2) },
  {
    op: 'Gather',
    about: 'with a row read twice',
    args: { a: uniform('a', [4, 3]) },
    build: ({ a }) => ops.gatherRows(a!, integers([2, 0, 2])),
  },
  {
    op: 'ScatterND',
    about: 'with a row written twice',
    args: { a: pair.a, b: uniform('b', [4, 3]) },
    build: ({ a, b }) => ops.scatterRows(a!, integers([3, 3]), b!),
  },
  { op: 'MatMul', args: { a: pair.a, b: uniform('b', [3, 4]) }, build: ({ a, b }) => ops.matmul(a!, b!) },
  {
    op: 'MatMul',
    about: 'batched',
    args: { a: uniform('a', [2, 2, 3]), b: uniform('b', [2, 3, 2]) },
    build: ({ a, b }) => ops.matmul(a!, b!),
  },
  {
    op: 'MatMul',
    about: 'of one matrix by many',
    args: { a: pair.a, b: uniform('b', [4, 3, 2]) },
    build: ({ a, b }) => ops.matmul(a!, b!),
  },
  {
    op: 'MatMul',
    about: 'of many by one matrix',
    args: { a: uniform('a', [4, 2, 3]), b: uniform('b', [3, 2]) },
    build: ({ a, b }) => ops.matmul(a!, b!),
  },
  {
    op: 'Conv',
    args: { x: uniform('x', [2, 2, 4, 5]), w: uniform('w', [3, 2, 3, 2]), bias: uniform('bias', [3]) },
    build: ({ x, w, bias }) => ops.conv2d(x!, w!, bias!),
  },
  {
    op: 'ConvTranspose',
    args: { x: uniform('x', [2, 3, 2, 3]), w: uniform('w', [3, 2, 3, 2]) },
    build: ({ x, w }) => ops.convTranspose2d(x!, w!),
  },
]

describe('vector-Jacobian products', async () => {
  const engine = await createNodeEngine({ threads: 1 })

  for (const { op, about, args, build } of cases)
    it(`${op}${about === undefined ? '' : ` ${about}`} agrees with differences to 1e-4`, async () => {
      expect(await gradientError(engine, args, build)).toBeLessThan(1e-4)
    })

  it('are checked one by one', () => {
    expect(new Set(cases.map(({ op }) => op))).toEqual(new Set(Object.keys(vjpTable)))
  })
})
