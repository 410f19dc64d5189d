/** The parameters of a network as one flat vector: the position of each, and their initial values. */
import type { Random } from '@cuts/core'

/** One parameter in the flat vector. */
export interface Slot {
  readonly name: string
  readonly shape: readonly number[]
  readonly offset: number
  readonly size: number
  /** Whether weight decay applies to it; biases and normalisation are usually excluded. */
  readonly isWeight: boolean
}

/** Lays named parameters one after the other into a flat vector. */
export function layOut(shapes: readonly (readonly [string, readonly number[]])[]): Slot[] {
  let offset = 0
  return shapes.map(([name, shape]) => {
    const size = shape.reduce((a, b) => a * b, 1)
    offset += size
    return { name, shape, offset: offset - size, size, isWeight: shape.length > 1 }
  })
}

export function lengthOf(slots: readonly Slot[]): number {
  const last = slots[slots.length - 1]!
  return last.offset + last.size
}

/**
 * Weights uniform in +-1/sqrt(fan-in), each bias like the weight laid out before it; parameters named `.scale` are 1
 * and `.shift` 0.
 */
export function drawWeights(slots: readonly Slot[], random: Random): Float32Array {
  const weights = new Float32Array(lengthOf(slots))
  let bound = 1
  for (const slot of slots) {
    const draw = random.fork(slot.name)
    if (slot.isWeight) bound = 1 / Math.sqrt(slot.shape.slice(1).reduce((a, b) => a * b, 1))
    for (let i = slot.offset; i < slot.offset + slot.size; i++)
      weights[i] = slot.name.endsWith('.scale')
        ? 1
        : slot.name.endsWith('.shift')
          ? 0
          : bound * (2 * draw.uniform() - 1)
  }
  return weights
}

/**
 * Returns one parameter's values, a view into the flat vector. Throws an internal error for a name that does not exist.
 */
export function view(slots: readonly Slot[], vector: Float32Array, name: string): Float32Array {
  const slot = slots.find(candidate => candidate.name === name)
  if (slot === undefined) throw new Error(`internal: no parameter ${name}`)
  return vector.subarray(slot.offset, slot.offset + slot.size)
}
