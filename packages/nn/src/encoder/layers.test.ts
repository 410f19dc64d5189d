import { describe, expect, it } from 'vitest'
import { asFloats, floats } from '../engine.ts'
import { input } from '../graph/index.ts'
import { createNodeEngine } from '../node/index.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { gradientError, uniform } from '../testing/finite-differences.ts'
import { batchNormFrozen, batchNormTraining, normEpsilon } from './layers.ts'

const args = {
  x: uniform('x', [3, 2, 2, 2]),
  scale: uniform('scale', [2], 0.5, 2),
  shift: uniform('shift', [2]),
  mean: uniform('mean', [2]),
  variance: uniform('variance', [2], 0.5, 2),
}
const { x, scale, shift } = args

describe('batch normalisation', async () => {
  const engine = await createNodeEngine({ threads: 1 })

  it('normalises every channel by its mean and biased variance', async () => {
    const norm = batchNormTraining(input('x', x.shape), { scale: input('scale', [2]), shift: input('shift', [2]) })
    const model = await engine.load(toOnnx({ y: norm.output, mean: norm.mean, variance: norm.variance }))
    const feeds = Object.fromEntries(
      Object.entries({ x, scale, shift }).map(([name, { values, shape }]) => [name, floats(values, shape)]),
    )
    const outputs = await model.run(feeds)
    for (const c of [0, 1]) {
      const channel = <T>(all: ArrayLike<T>): T[] => Array.from(all).filter((_, i) => Math.floor(i / 4) % 2 === c)
      const values = channel(x.values)
      const mean = values.reduce((a, b) => a + b, 0) / 12
      const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / 12
      expect(asFloats(outputs.mean)[c]).toBeCloseTo(mean, 6)
      expect(asFloats(outputs.variance)[c]).toBeCloseTo(variance, 6)
      for (const [i, y] of channel(asFloats(outputs.y)).entries())
        expect(y).toBeCloseTo(
          ((values[i]! - mean) / Math.sqrt(variance + normEpsilon)) * scale.values[c]! + shift.values[c]!,
          5,
        )
    }
    expect(norm.count).toBe(12)
  })

  it('has the gradient of its differences to 1e-4, through the statistics too', async () => {
    const error = await gradientError(
      engine,
      { x, scale, shift },
      nodes => batchNormTraining(nodes.x!, { scale: nodes.scale!, shift: nodes.shift! }).output,
    )
    expect(error).toBeLessThan(1e-4)
  })

  it('by given statistics has the gradient of its differences to 1e-4', async () => {
    const error = await gradientError(engine, args, nodes =>
      batchNormFrozen(nodes.x!, { scale: nodes.scale!, shift: nodes.shift! }, nodes.mean!, nodes.variance!),
    )
    expect(error).toBeLessThan(1e-4)
  })
})
