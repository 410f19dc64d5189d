/** The formulas against a count over the graphs that are really built. */
import { gradients, input, type Node, reduceSum } from '@cuts/nn/graph'
import { describe, expect, it } from 'vitest'
import { denseFlops, trainingStepFlops } from '../bench/src/engine/encoder-work.ts'
import { embedImages, embedWindows, reconstruct } from '../packages/nn/src/encoder/forward.ts'
import { parameterSlots } from '../packages/nn/src/encoder/parameters.ts'
import { topologicalOrder } from '../packages/nn/src/graph/gradients.ts'
import { unpack } from '../packages/nn/src/parameters/lookup.ts'

const spec = { channels: 3, headLayers: 1 } as const
const slots = parameterSlots(spec)
const lookup = unpack(input('weights', [300_000]), slots)

function product(shape: readonly unknown[]): number {
  return (shape as number[]).reduce((a, b) => a * b, 1)
}

/** Two operations for every product in convolutions, their transposes and matrix products. */
function count(outputs: readonly Node[]): number {
  let sum = 0
  for (const { op, inputs, shape } of topologicalOrder(outputs)) {
    if (op === 'Conv') sum += 2 * product(shape) * product(inputs[1]!.shape.slice(1))
    if (op === 'ConvTranspose') sum += 2 * product(inputs[0]!.shape) * product(inputs[1]!.shape.slice(1))
    if (op === 'MatMul') sum += 2 * product(shape) * (inputs[0]!.shape.at(-1) as number)
  }
  return sum
}

describe('the work of the encoder', () => {
  it('is that of its graph over images', () => {
    const { embedding } = embedImages(input('image', [1, 3, 20, 30]), lookup, { kind: 'batch' })
    expect(count([embedding])).toBe(600 * denseFlops(3))
  })

  it('is that of the graph of a training step', () => {
    const windows = 6
    const { embedding } = embedWindows(input('pixels', [1, 3, 17, 17 * windows]), lookup, { kind: 'batch' })
    const patches = reconstruct(embedding, spec, lookup)
    const parameters = slots.map(({ name }) => lookup(name))
    // The head sees the anchors alone, half the windows; here it sees all of them.
    const head = 2 * 128 * 75 * 3 * (windows / 2)
    expect(count([...gradients(reduceSum(patches, [0, 1]), parameters), patches])).toBe(
      trainingStepFlops(3, windows) + head,
    )
  })
})
