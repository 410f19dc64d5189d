/**
 * Random small graphs from every operator of the builder. A recipe is a list of steps of plain numbers, so that it
 * shrinks and prints; each step takes two nodes made before (so nodes are shared) and appends one. Domains are kept
 * smooth: divisors, logarithms and roots get positive arguments, exponentials bounded ones.
 */
import { createRandom } from '@cuts/core'
import fc from 'fast-check'
import { constant, input, integers, type Node, sizeOf } from '../graph/node.ts'
import * as ops from '../graph/operators.ts'

export interface Recipe {
  readonly shapes: readonly (readonly number[])[]
  readonly steps: readonly {
    readonly op: keyof typeof builders
    readonly a: number
    readonly b: number
    readonly n: number
  }[]
}

export interface RandomGraph {
  readonly loss: Node
  readonly parameters: readonly Node[]
  readonly feeds: { readonly [name: string]: Float32Array }
}

/** Values and nodes stay small: larger results are replaced. */
const largest = 48
/** Entries of the flat parameter from which kernels and biases are cut. */
const kernelSize = 16

interface Step {
  readonly a: Node
  readonly b: Node
  readonly kernel: Node
  /** An integer in [0, below), another one at each call. */
  readonly pick: (below: number) => number
}

const builders = {
  add: ({ a, b }: Step) => ops.add(a, fitting(a, b)),
  sub: ({ a, b }: Step) => ops.sub(fitting(a, b), a),
  mul: ({ a, b }: Step) => ops.mul(ops.tanh(a), fitting(a, b)),
  div: ({ a, b }: Step) => ops.div(a, positive(fitting(a, b))),
  maximum: ({ a, b }: Step) => ops.maximum(a, fitting(a, b)),
  where: ({ a, b }: Step) => ops.where(ops.less(a, constant(0.1)), ops.neg(a), fitting(a, b)),
  sum: ({ a, b }: Step) => ops.sum(show(a) === show(b) ? [a, b, a] : [a, ops.tanh(a)]),
  neg: ({ a }: Step) => ops.neg(a),
  exp: ({ a }: Step) => ops.exp(ops.tanh(a)),
  log: ({ a }: Step) => ops.log(positive(a)),
  sqrt: ({ a }: Step) => ops.sqrt(positive(a)),
  tanh: ({ a }: Step) => ops.tanh(a),
  sigmoid: ({ a }: Step) => ops.sigmoid(a),
  leakyRelu: ({ a }: Step) => ops.leakyRelu(a, 0.2),
  clip: ({ a }: Step) => ops.clip(a, -0.7, 0.6),
  reduceSum: (step: Step) => ops.reduceSum(step.a, axes(step), step.pick(2) === 1),
  reduceMean: (step: Step) => ops.reduceMean(step.a, axes(step), step.pick(2) === 1),
  reduceMax: (step: Step) => ops.reduceMax(step.a, axes(step), step.pick(2) === 1),
  centre: (step: Step) => ops.sub(step.a, ops.reduceMean(step.a, axes(step), true)),
  // The maximum takes no part in the value, so that stopping its gradient changes nothing.
  logSumExp: (step: Step) => {
    const top = ops.stopGradient(ops.reduceMax(step.a, axes(step), true))
    return ops.add(ops.log(ops.reduceSum(ops.exp(ops.sub(step.a, top)), axes(step), true)), top)
  },
  reshape: ({ a, pick }: Step) => {
    const size = sizeOf(a.shape)
    const divisors = Array.from({ length: size }, (_, i) => i + 1).filter(n => size % n === 0)
    const rows = divisors[pick(divisors.length)]!
    return ops.reshape(a, pick(2) === 0 ? [rows, size / rows] : [rows, 1, size / rows])
  },
  transpose: ({ a, pick }: Step) => {
    const start = pick(Math.max(1, a.shape.length))
    return ops.transpose(a, a.shape.map((_, axis) => (axis + start) % a.shape.length).reverse())
  },
  expand: ({ a, pick }: Step) => ops.expand(a, [1 + pick(3), ...a.shape.map(size => (size === 1 ? 2 : size))]),
  slice: ({ a, pick }: Step) => {
    if (a.shape.length === 0) return ops.tanh(a)
    const axis = pick(a.shape.length)
    const start = pick(Number(a.shape[axis]))
    return ops.slice(a, axis, start, start + 1 + pick(Number(a.shape[axis]) - start))
  },
  concat: ({ a, b, pick }: Step) =>
    a.shape.length === 0
      ? ops.tanh(a)
      : ops.concat(show(a) === show(b) ? [a, b] : [a, ops.neg(a), a], pick(a.shape.length)),
  padReplicate: ({ a }: Step) => (a.shape.length < 2 ? ops.tanh(a) : ops.padReplicate(a, 1)),
  padZero: ({ a }: Step) => (a.shape.length < 2 ? ops.tanh(a) : ops.padZero(a, 1)),
  spaceToDepth: ({ a }: Step) => ops.spaceToDepth(doubled(doubled(asMaps(a), 2), 3), 2),
  depthToSpace: ({ a }: Step) => ops.depthToSpace(doubled(doubled(asMaps(a), 1), 1), 2),
  gatherRows: ({ a, pick }: Step) =>
    a.shape.length === 0 ? ops.tanh(a) : ops.gatherRows(a, rows(1 + pick(4), Number(a.shape[0]), pick)),
  scatterRows: ({ a, pick }: Step) => {
    if (a.shape.length === 0) return ops.tanh(a)
    const n = Number(a.shape[0])
    return ops.scatterRows(ops.tanh(a), rows(n, n, pick), a)
  },
  matmul: ({ a, b, pick }: Step) => {
    if (a.shape.length < 2) return ops.mul(a, a)
    const inner = Number(a.shape.at(-1))
    const columns = sizeOf(b.shape) / inner
    if (Number.isInteger(columns)) return ops.matmul(a, ops.reshape(b, [inner, columns]))
    const swapped = a.shape.map((_, axis) => axis)
    swapped.push(...swapped.splice(-2).reverse())
    // Many by many, or one by many.
    const left = pick(2) === 0 ? a : ops.reshape(ops.slice(flat(a), 0, 0, inner), [1, inner])
    return ops.matmul(left, ops.transpose(a, swapped))
  },
  conv2d: ({ a, kernel, pick }: Step) => {
    const x = asMaps(a)
    const w = cutKernel(kernel, [1 + pick(2), Number(x.shape[1])], x, pick)
    return w === undefined
      ? ops.neg(a)
      : ops.conv2d(x, w, pick(2) === 0 ? undefined : ops.slice(kernel, 0, 0, Number(w.shape[0])))
  },
  convTranspose2d: ({ a, kernel, pick }: Step) => {
    const x = asMaps(a)
    const w = cutKernel(kernel, [Number(x.shape[1]), 1 + pick(2)], x, pick)
    return w === undefined ? ops.neg(a) : ops.convTranspose2d(x, w)
  },
}

export const recipes: fc.Arbitrary<Recipe> = fc.record({
  shapes: fc.array(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 4 }), { minLength: 2, maxLength: 2 }),
  steps: fc.array(
    fc.record({
      op: fc.constantFrom(...(Object.keys(builders) as (keyof typeof builders)[])),
      a: fc.nat(1000),
      b: fc.nat(1000),
      n: fc.nat(1000),
    }),
    { minLength: 1, maxLength: 8 },
  ),
})

/** The graph of a recipe: its loss sums the means of all nodes that nothing else uses, under fixed weights. */
export function buildGraph({ shapes, steps }: Recipe): RandomGraph {
  const random = createRandom(11)
  const draw = (name: string, size: number): Float32Array => {
    const { uniform } = random.fork(name)
    return Float32Array.from({ length: size }, () => 2 * uniform() - 1)
  }
  const kernel = input('kernel', [kernelSize])
  const leaves = shapes.map((shape, i) => input(`x${i}`, shape))
  const nodes: Node[] = [...leaves]
  for (const { op, a, b, n } of steps) {
    let left = n
    const pick = (below: number): number => {
      const picked = left % below
      left = (left * 31 + 7) % 1009
      return picked
    }
    const source = nodes[a % nodes.length]!
    const made = builders[op]({ a: source, b: nodes[b % nodes.length]!, kernel, pick })
    nodes.push(sizeOf(made.shape) > largest || made.shape.length > 5 ? ops.reduceMean(source) : made)
  }
  const used = new Set(nodes.flatMap(node => node.inputs))
  const ends = nodes.filter(node => !used.has(node))
  const loss = ops.sum(
    ends.map((node, i) =>
      ops.reduceMean(ops.mul(node, constant(draw(`weights ${i}`, sizeOf(node.shape)), node.shape as number[]))),
    ),
  )
  const parameters = [...leaves, kernel]
  const feeds = Object.fromEntries(parameters.map(({ label, shape }) => [label!, draw(label!, sizeOf(shape))]))
  return { loss, parameters, feeds }
}

function show(x: Node): string {
  return x.shape.join()
}

function flat(x: Node): Node {
  return ops.reshape(x, [sizeOf(x.shape)])
}

/** Returns `b` if it broadcasts with `a`, else its mean over all but its last axis if that does, else its mean. */
function fitting(a: Node, b: Node): Node {
  const fits = (x: Node): boolean =>
    x.shape.every((size, i) => {
      const other = a.shape.at(i - x.shape.length) ?? 1
      return i < x.shape.length - a.shape.length || size === other || size === 1 || other === 1
    })
  const last =
    b.shape.length < 2
      ? b
      : ops.reduceMean(
          b,
          b.shape.slice(1).map((_, axis) => axis),
        )
  return [b, last].find(fits) ?? ops.reduceMean(b)
}

function positive(x: Node): Node {
  return ops.add(ops.mul(x, x), constant(0.5))
}

/** Returns some axes, chosen by the bits of a number. */
function axes({ a, b }: Step): number[] {
  return a.shape.flatMap((_, axis) => ((b.shape.length + 1) & (1 << axis) ? [axis] : []))
}

function rows(count: number, below: number, pick: (below: number) => number): Node<'int64'> {
  return integers(Array.from({ length: count }, () => pick(below)))
}

/** As maps [n, c, h, w]. */
function asMaps(x: Node): Node {
  const { length } = x.shape
  return ops.reshape(x, length > 4 ? [1, 1, 1, sizeOf(x.shape)] : [...Array<number>(4 - length).fill(1), ...x.shape])
}

/** Twice as long along one axis. */
function doubled(x: Node, axis: number): Node {
  return ops.concat([x, ops.tanh(x)], axis)
}

/** Returns a kernel with these channels, no larger than the maps, if there are enough numbers for it. */
function cutKernel(
  kernel: Node,
  channels: readonly [number, number],
  x: Node,
  pick: (below: number) => number,
): Node | undefined {
  const sides = x.shape.slice(2).map(size => 1 + pick(Math.min(2, Number(size))))
  const shape = [...channels, ...sides]
  return sizeOf(shape) > kernelSize ? undefined : ops.reshape(ops.slice(kernel, 0, 0, sizeOf(shape)), shape)
}
