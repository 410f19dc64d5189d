/**
 * AdamW (Loshchilov and Hutter 2019) as part of the graph, over flat vectors: theta <- theta (1 - lr decay)
 * - lr m^ / (sqrt(v^) + eps), with m^, v^ the bias-corrected moments.
 */
import { constant, type Node } from '../graph/node.ts'
import { add, div, mul, sqrt, sub } from '../graph/operators.ts'

/** Three vectors of one shape; the moments start at zero. */
export interface AdamwState {
  readonly parameters: Node
  readonly firstMoment: Node
  readonly secondMoment: Node
}

/** The inputs of one step. */
export interface AdamwStep {
  /** Gradient of the loss by the parameters, of their shape. */
  readonly gradient: Node
  /** Scalar. */
  readonly learningRate: Node
  /** Scalars 1 - beta^t of this step t = 1, 2, ..., see {@link biasCorrections}. */
  readonly correction1: Node
  readonly correction2: Node
  /** Decoupled weight decay, per element or one scalar for all. */
  readonly decay: Node
}

/** Decay rates of the two moments. */
const beta1 = 0.9
const beta2 = 0.999
const epsilon = 1e-8

/**
 * Returns the bias corrections of step t = 1, 2, ..., to be fed to the model. Inside the graph, single precision would
 * lose digits.
 */
export function biasCorrections(step: number): { readonly correction1: number; readonly correction2: number } {
  return { correction1: 1 - beta1 ** step, correction2: 1 - beta2 ** step }
}

/** Returns the state after one step. Throws `InvalidArgument` if the shapes do not fit. */
export function adamw(state: AdamwState, step: AdamwStep): AdamwState {
  const { gradient } = step
  const firstMoment = add(mul(state.firstMoment, constant(beta1)), mul(gradient, constant(1 - beta1)))
  const secondMoment = add(mul(state.secondMoment, constant(beta2)), mul(mul(gradient, gradient), constant(1 - beta2)))
  const update = div(
    div(firstMoment, step.correction1),
    add(sqrt(div(secondMoment, step.correction2)), constant(epsilon)),
  )
  const decayed = sub(state.parameters, mul(state.parameters, mul(step.decay, step.learningRate)))
  return { parameters: sub(decayed, mul(update, step.learningRate)), firstMoment, secondMoment }
}
