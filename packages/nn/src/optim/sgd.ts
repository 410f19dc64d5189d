/**
 * Stochastic gradient descent with momentum (Polyak 1964) as part of the graph, over flat vectors:
 * v <- momentum v + gradient, theta <- theta - lr v.
 */
import { constant, type Node } from '../graph/node.ts'
import { add, mul, sub } from '../graph/operators.ts'

/** Two vectors of one shape; the velocity starts at zero. */
export interface SgdState {
  readonly parameters: Node
  readonly velocity: Node
}

/** Returns the state after one step along `gradient`. Throws `InvalidArgument` if the shapes do not fit. */
export function sgd(state: SgdState, gradient: Node, learningRate: number, momentum: number): SgdState {
  const velocity = add(mul(state.velocity, constant(momentum)), gradient)
  return { parameters: sub(state.parameters, mul(velocity, constant(learningRate))), velocity }
}
