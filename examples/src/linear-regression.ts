/**
 * Linear regression with the graph builder: `node examples/dist/linear-regression.js`. One training step (prediction,
 * loss, gradients, AdamW) is one ONNX model; the loop around it feeds the new state back in with a new minibatch.
 */
import { pathToFileURL } from 'node:url'
import { createRandom, type Random } from '@cuts/core'
import { asFloats, floats, type Tensor } from '@cuts/nn/engine'
import {
  adamw,
  add,
  biasCorrections,
  constant,
  gradients,
  input,
  matmul,
  mul,
  named,
  reduceMean,
  reshape,
  slice,
  sub,
  toOnnx,
} from '@cuts/nn/graph'
import { createNodeEngine } from '@cuts/nn/node'

/** The true model of the data: y = 3 x0 - 2 x1 + 0.5, plus noise. */
export const truth = { weights: [3, -2], bias: 0.5, noise: 0.1 } as const

const batch = 32

export interface Fit {
  readonly weights: readonly number[]
  readonly bias: number
  /** Mean squared error of the last minibatch. */
  readonly loss: number
}

/** Fits weights and bias to `steps` minibatches of 32 drawn from {@link truth}. */
export async function fitLine(random: Random, steps = 1000): Promise<Fit> {
  const engine = await createNodeEngine({ device: 'cpu', threads: 1 })
  const model = await engine.load(stepModel())
  let state = { parameters: vector(3), firstMoment: vector(3), secondMoment: vector(3) }
  let loss = 0
  for (let step = 1; step <= steps; step++) {
    const { correction1, correction2 } = biasCorrections(step)
    const outputs = await model.run({
      ...state,
      ...drawBatch(random.fork('batch', step)),
      // Large steps first, then ever smaller ones.
      learningRate: scalar(0.1 * (1 - (step - 1) / steps)),
      correction1: scalar(correction1),
      correction2: scalar(correction2),
    })
    const next = (name: string) => floats(asFloats(outputs[name]), [3])
    state = {
      parameters: next('nextParameters'),
      firstMoment: next('nextFirstMoment'),
      secondMoment: next('nextSecondMoment'),
    }
    loss = asFloats(outputs.loss)[0]!
  }
  await model.dispose()
  const [w0, w1, bias] = state.parameters.data as Float32Array
  return { weights: [w0!, w1!], bias: bias!, loss }
}

function stepModel(): Uint8Array {
  const x = input('x', ['N', 2])
  const y = input('y', ['N', 1])
  // The weights of both variables, then the bias.
  const parameters = input('parameters', [3])
  const weights = named('weights', reshape(slice(parameters, 0, 0, 2), [2, 1]))
  const bias = named('bias', slice(parameters, 0, 2, 3))
  const prediction = named('prediction', () => add(matmul(x, weights), bias))
  const error = named('error', sub(prediction, y))
  const loss = named('loss', reduceMean(mul(error, error)))
  const next = adamw(
    { parameters, firstMoment: input('firstMoment', [3]), secondMoment: input('secondMoment', [3]) },
    {
      gradient: gradients(loss, [parameters])[0]!,
      learningRate: input('learningRate', []),
      correction1: input('correction1', []),
      correction2: input('correction2', []),
      decay: constant(0),
    },
  )
  return toOnnx({
    nextParameters: next.parameters,
    nextFirstMoment: next.firstMoment,
    nextSecondMoment: next.secondMoment,
    loss,
  })
}

function drawBatch(random: Random): { x: Tensor; y: Tensor } {
  const x = Float32Array.from({ length: 2 * batch }, () => random.normal())
  const y = Float32Array.from({ length: batch }, (_, i) => {
    const [w0, w1] = truth.weights
    return w0 * x[2 * i]! + w1 * x[2 * i + 1]! + truth.bias + truth.noise * random.normal()
  })
  return { x: floats(x, [batch, 2]), y: floats(y, [batch, 1]) }
}

function vector(size: number): Tensor {
  return floats(new Float32Array(size), [size])
}

function scalar(value: number): Tensor {
  return floats(Float32Array.of(value), [])
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { weights, bias, loss } = await fitLine(createRandom(0))
  console.log(
    `y = ${weights[0]!.toFixed(3)} x0 + ${weights[1]!.toFixed(3)} x1 + ${bias.toFixed(3)}, loss ${loss.toFixed(4)}`,
  )
}
