/**
 * An optimiser step over all parameters of a network as one flat vector: gradients of each parameter separately,
 * joined, and AdamW over the whole. The model's inputs are `weights`, `firstMoment`, `secondMoment`, and the
 * corrections of the step.
 */
import { gradients } from '../graph/gradients.ts'
import { constant, input, type Node } from '../graph/node.ts'
import { concat, reshape } from '../graph/operators.ts'
import { type Lookup, unpack } from '../parameters/lookup.ts'
import { lengthOf, type Slot } from '../parameters/slots.ts'
import { adamw } from './adamw.ts'

/** The parameters of a network in a graph: the flat vector that is fed, and each of them by name. */
export interface FlatParameters {
  readonly slots: readonly Slot[]
  readonly vector: Node
  readonly lookup: Lookup
}

export function flatParameters(slots: readonly Slot[]): FlatParameters {
  const vector = input('weights', [lengthOf(slots)])
  return { slots, vector, lookup: unpack(vector, slots) }
}

/** The gradient of `loss`, a scalar, by all parameters. */
export function flatGradient(loss: Node, { slots, lookup }: FlatParameters): Node {
  // Each parameter separately, then joined: cheaper than summing as many full-length vectors, each mostly zeros.
  const parts = gradients(
    loss,
    slots.map(({ name }) => lookup(name)),
  )
  return concat(
    parts.map((part, i) => reshape(part, [slots[i]!.size])),
    0,
  )
}

export interface FlatAdamw {
  /** Scalar. */
  readonly learningRate: Node
  /** Decoupled; spares biases and normalisation unless `decayAll`. */
  readonly decay: number
  readonly decayAll?: boolean
}

/** The vectors after a step of AdamW along `gradient`, by the names of the inputs that they replace. */
export function flatAdamw(
  { slots, vector }: FlatParameters,
  gradient: Node,
  { learningRate, decay, decayAll = false }: FlatAdamw,
): { readonly weights: Node; readonly firstMoment: Node; readonly secondMoment: Node } {
  const decays = new Float32Array(lengthOf(slots))
  for (const slot of slots) if (slot.isWeight || decayAll) decays.fill(decay, slot.offset, slot.offset + slot.size)
  const { parameters, firstMoment, secondMoment } = adamw(
    {
      parameters: vector,
      firstMoment: input('firstMoment', vector.shape),
      secondMoment: input('secondMoment', vector.shape),
    },
    {
      gradient,
      learningRate,
      correction1: input('correction1', []),
      correction2: input('correction2', []),
      decay: constant(decays),
    },
  )
  return { weights: parameters, firstMoment, secondMoment }
}
