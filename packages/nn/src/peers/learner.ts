/**
 * A small network that learns: one ONNX model a step holds forward, backward and update. The state is host memory
 * between steps; the same initial weights and inputs give the same weights bit for bit.
 */
import { CutsError } from '@cuts/core'
import { asFloats, type Engine, floats, type Tensor, type Value } from '../engine.ts'
import { gradients } from '../graph/gradients.ts'
import { constant, input, type Node } from '../graph/node.ts'
import { concat, reshape } from '../graph/operators.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { adamw, biasCorrections } from '../optim/adamw.ts'
import { sgd } from '../optim/sgd.ts'
import { type Lookup, unpack } from '../parameters/lookup.ts'
import { lengthOf, type Slot } from '../parameters/slots.ts'

/** How the weights follow the gradient; `decay` is decoupled and spares biases and normalisation. */
export type Optimiser =
  | { readonly kind: 'sgd'; readonly learningRate: number; readonly momentum: number }
  | { readonly kind: 'adamw'; readonly learningRate: number; readonly decay: number }

export interface LearnerSpec {
  readonly slots: readonly Slot[]
  /** Flat, as `slots` lay it out. */
  readonly weights: Float32Array
  readonly optimiser: Optimiser
  /** The scalar to minimise, and what else a step shall return, from the parameters by name. */
  readonly objective: (weights: Lookup) => { readonly loss: Node; readonly outputs?: { readonly [name: string]: Node } }
}

export interface Learner {
  /** One step. Returns the loss and the outputs from before the update. Throws `Diverged` when the loss is not finite. */
  step(inputs: { readonly [name: string]: Tensor }): Promise<{ loss: number; outputs: { [name: string]: Value } }>
  /** A copy of the weights as they stand. */
  weights(): Float32Array
  dispose(): Promise<void>
}

/** Builds the step and loads it. Throws `InvalidArgument` when the loss is no scalar of the graph builder. */
export async function createLearner(engine: Engine, spec: LearnerSpec): Promise<Learner> {
  const { slots, optimiser } = spec
  const size = lengthOf(slots)
  const weights = input('weights', [size])
  const lookup = unpack(weights, slots)
  const { loss, outputs = {} } = spec.objective(lookup)
  const parts = gradients(
    loss,
    slots.map(({ name }) => lookup(name)),
  )
  const gradient = concat(
    parts.map((part, i) => reshape(part, [slots[i]!.size])),
    0,
  )
  const next = update(optimiser, weights, gradient, slots)
  const model = await engine.load(
    toOnnx({ ...Object.fromEntries(next.map((node, i) => [`next${i}`, node])), loss, ...outputs }),
  )
  let state: Float32Array[] = next.map((_, i) => (i === 0 ? spec.weights.slice() : new Float32Array(size)))
  let t = 0
  return {
    step: async inputs => {
      t++
      const { correction1, correction2 } = biasCorrections(t)
      const results = await model.run({
        ...inputs,
        ...Object.fromEntries(state.map((vector, i) => [stateNames[i]!, floats(vector, [size])])),
        correction1: floats(Float32Array.of(correction1), []),
        correction2: floats(Float32Array.of(correction2), []),
      })
      const value = asFloats(results.loss)[0]!
      if (!Number.isFinite(value))
        throw new CutsError('Diverged', `training diverged: the loss is ${value} at step ${t}.`, {
          remedy: 'Look for images with non-finite or constant values; a smaller learning rate helps too.',
        })
      state = state.map((_, i) => asFloats(results[`next${i}`]))
      return { loss: value, outputs: results }
    },
    weights: () => state[0]!.slice(),
    dispose: () => model.dispose(),
  }
}

/** Names of the inputs that carry the state from step to step. */
const stateNames = ['weights', 'firstMoment', 'secondMoment']

/** The next weights and, after them, the next moments. */
function update(optimiser: Optimiser, parameters: Node, gradient: Node, slots: readonly Slot[]): Node[] {
  const moment = (i: number): Node => input(stateNames[i]!, parameters.shape)
  if (optimiser.kind === 'sgd') {
    const { learningRate, momentum } = optimiser
    const next = sgd({ parameters, velocity: moment(1) }, gradient, learningRate, momentum)
    return [next.parameters, next.velocity]
  }
  const decay = new Float32Array(lengthOf(slots))
  for (const slot of slots) if (slot.isWeight) decay.fill(optimiser.decay, slot.offset, slot.offset + slot.size)
  const next = adamw(
    { parameters, firstMoment: moment(1), secondMoment: moment(2) },
    {
      gradient,
      learningRate: constant(optimiser.learningRate),
      correction1: input('correction1', []),
      correction2: input('correction2', []),
      decay: constant(decay),
    },
  )
  return [next.parameters, next.firstMoment, next.secondMoment]
}
