/**
 * A small network that learns: one ONNX model a step holds forward, backward and update. The state is host memory
 * between steps; the same initial weights and inputs give the same weights bit for bit.
 */
import { CutsError } from '@cuts/core'
import { asFloats, type Engine, floats, type Tensor, type Value } from '../engine.ts'
import { constant, input, type Node } from '../graph/node.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { biasCorrections } from '../optim/adamw.ts'
import { createCarriedState, nextOutputs } from '../optim/carried-state.ts'
import { type FlatParameters, flatAdamw, flatGradient, flatParameters } from '../optim/flat-step.ts'
import { sgd } from '../optim/sgd.ts'
import type { Lookup } from '../parameters/lookup.ts'
import type { Slot } from '../parameters/slots.ts'

/** The rule that updates the weights; `decay` is decoupled and spares biases and normalisation. */
export type Optimiser =
  | { readonly kind: 'sgd'; readonly learningRate: number; readonly momentum: number }
  | { readonly kind: 'adamw'; readonly learningRate: number; readonly decay: number }

export interface LearnerSpec {
  readonly slots: readonly Slot[]
  /** Flat, as `slots` lay it out. */
  readonly weights: Float32Array
  readonly optimiser: Optimiser
  /** The scalar to minimise, and what else a step returns, from the parameters by name. */
  readonly objective: (weights: Lookup) => { readonly loss: Node; readonly outputs?: { readonly [name: string]: Node } }
}

export interface Learner {
  /**
   * Takes one step. Returns the loss and the outputs from before the update. Throws `Diverged` if the loss is not
   * finite.
   */
  step(inputs: { readonly [name: string]: Tensor }): Promise<{ loss: number; outputs: { [name: string]: Value } }>
  /** Returns a copy of the current weights. */
  weights(): Promise<Float32Array>
  dispose(): Promise<void>
}

/** Builds the step and loads it. Throws `InvalidArgument` if the loss is not a scalar of the graph builder. */
export async function createLearner(engine: Engine, spec: LearnerSpec): Promise<Learner> {
  const { slots, optimiser } = spec
  const parameters = flatParameters(slots)
  const { loss, outputs = {} } = spec.objective(parameters.lookup)
  const next = update(optimiser, parameters, flatGradient(loss, parameters))
  const model = await engine.load(toOnnx({ ...nextOutputs(next), loss, ...outputs }))
  const { weights } = spec
  const carried = createCarriedState({
    ...Object.fromEntries(Object.keys(next).map(name => [name, new Float32Array(weights.length)])),
    weights,
  })
  let t = 0
  return {
    step: async inputs => {
      t++
      const { correction1, correction2 } = biasCorrections(t)
      const results = await model.run({
        ...inputs,
        ...carried.inputs,
        correction1: floats(Float32Array.of(correction1), []),
        correction2: floats(Float32Array.of(correction2), []),
      })
      const value = asFloats(results.loss)[0]!
      if (!Number.isFinite(value))
        throw new CutsError('Diverged', `training diverged: the loss is ${value} at step ${t}.`, {
          remedy: 'Look for images with non-finite or constant values; a smaller learning rate helps too.',
        })
      carried.advance(results)
      return { loss: value, outputs: results }
    },
    weights: () => carried.read('weights'),
    dispose: () => model.dispose(),
  }
}

/** The vectors after a step, by the names of the inputs that they replace. */
function update(optimiser: Optimiser, parameters: FlatParameters, gradient: Node): { readonly [name: string]: Node } {
  if (optimiser.kind === 'adamw')
    return flatAdamw(parameters, gradient, {
      learningRate: constant(optimiser.learningRate),
      decay: optimiser.decay,
    })
  const { learningRate, momentum } = optimiser
  const { vector } = parameters
  const next = sgd({ parameters: vector, velocity: input('velocity', vector.shape) }, gradient, learningRate, momentum)
  return { weights: next.parameters, velocity: next.velocity }
}
