/** Steps of the learner against the same steps written out, on a regression whose gradient is known. */
import { describe, expect, it } from 'vitest'
import { floats } from '../engine.ts'
import { input } from '../graph/node.ts'
import { add, matmul, mul, reduceMean, sub } from '../graph/operators.ts'
import { createNodeEngine } from '../node/index.ts'
import { layOut } from '../parameters/slots.ts'
import { createLearner, type Learner, type Optimiser } from './learner.ts'

const points = Float32Array.of(0, 1, 1, 0, 1, 1, 2, 1)
const targets = Float32Array.of(-2, 3, 1, 4)
const inputs = { x: floats(points, [4, 2]), y: floats(targets, [4, 1]) }
const start = Float32Array.of(0.5, -0.25, 0.125)
/** A weight [2, 1], which decays, and a bias [1], which does not. */
const slots = layOut([
  ['weight', [2, 1]],
  ['bias', [1]],
])

describe('a learner', async () => {
  const engine = await createNodeEngine({ threads: 1 })

  function regression(optimiser: Optimiser): Promise<Learner> {
    return createLearner(engine, {
      slots,
      weights: start,
      optimiser,
      objective: weights => {
        const prediction = add(matmul(input('x', [4, 2]), weights('weight')), weights('bias'))
        const error = sub(prediction, input('y', [4, 1]))
        return { loss: reduceMean(mul(error, error)), outputs: { prediction } }
      },
    })
  }

  /** Mean squared error of w and its gradient. */
  function slope(w: readonly number[]): { loss: number; gradient: number[] } {
    let loss = 0
    const gradient = [0, 0, 0]
    for (let i = 0; i < 4; i++) {
      const features = [points[2 * i]!, points[2 * i + 1]!, 1]
      const error = features.reduce((sum, x, k) => sum + x * w[k]!, -targets[i]!)
      loss += error ** 2 / 4
      for (const [k, x] of features.entries()) gradient[k]! += (2 * error * x) / 4
    }
    return { loss, gradient }
  }

  it('follows momentum to 1e-5', async () => {
    const learner = await regression({ kind: 'sgd', learningRate: 0.1, momentum: 0.9 })
    let w = Array.from(start)
    let velocity = [0, 0, 0]
    for (let step = 0; step < 20; step++) {
      const { loss, gradient } = slope(w)
      expect(Math.abs((await learner.step(inputs)).loss - loss)).toBeLessThan(1e-5 * Math.max(1, loss))
      velocity = velocity.map((v, k) => 0.9 * v + gradient[k]!)
      w = w.map((x, k) => x - 0.1 * velocity[k]!)
    }
    for (const [k, x] of (await learner.weights()).entries()) expect(Math.abs(x - w[k]!)).toBeLessThan(1e-5)
    await learner.dispose()
  })

  it('follows AdamW to 1e-5, and spares the bias from decay', async () => {
    const learner = await regression({ kind: 'adamw', learningRate: 0.05, decay: 0.1 })
    let w = Array.from(start)
    let [first, second] = [
      [0, 0, 0],
      [0, 0, 0],
    ]
    for (let t = 1; t <= 20; t++) {
      const { gradient } = slope(w)
      await learner.step(inputs)
      first = first.map((m, k) => 0.9 * m + 0.1 * gradient[k]!)
      second = second.map((v, k) => 0.999 * v + 0.001 * gradient[k]! ** 2)
      w = w.map((x, k) => {
        const update = first[k]! / (1 - 0.9 ** t) / (Math.sqrt(second[k]! / (1 - 0.999 ** t)) + 1e-8)
        return x * (1 - (k < 2 ? 0.1 * 0.05 : 0)) - 0.05 * update
      })
    }
    for (const [k, x] of (await learner.weights()).entries()) expect(Math.abs(x - w[k]!)).toBeLessThan(1e-5)
    await learner.dispose()
  })

  it('stops where the loss is no number, and keeps the weights from before', async () => {
    const learner = await regression({ kind: 'sgd', learningRate: 0.1, momentum: 0.9 })
    const broken = { ...inputs, y: floats(Float32Array.of(Number.NaN, 3, 1, 4), [4, 1]) }
    await expect(learner.step(broken)).rejects.toMatchObject({
      code: 'Diverged',
      message: 'training diverged: the loss is NaN at step 1.',
    })
    expect(await learner.weights()).toEqual(start)
    await learner.dispose()
  })

  it('leaves the weights it was given alone, and returns the outputs from before the step', async () => {
    const learner = await regression({ kind: 'sgd', learningRate: 0.1, momentum: 0.9 })
    const { outputs } = await learner.step(inputs)
    expect([...start]).toEqual([0.5, -0.25, 0.125])
    expect([...(outputs.prediction as { data: Float32Array }).data]).toEqual([-0.125, 0.625, 0.375, 0.875])
    await learner.dispose()
  })
})
