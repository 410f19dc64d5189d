/**
 * Vectors that a model reads and replaces at every step. Each is fed under its name, comes back as an output of its
 * own, and stays on the device that computed it in between.
 */
import { asFloats, floats, isResident, type Value } from '../engine.ts'

export interface CarriedState<Name extends string> {
  /** Inputs of the next step, by name. */
  readonly inputs: { readonly [name in Name]: Value }
  /** Takes the outputs of a step as the state of the next. */
  advance(outputs: { readonly [output: string]: Value }): void
  /** A copy of one vector. */
  read(name: Name): Promise<Float32Array>
  /** Starts again from copies of these vectors. */
  restore(vectors: { readonly [name in Name]: Float32Array }): void
  /** Releases the vectors on a device. */
  release(): void
}

/** The output that replaces the vector `name`: `nextWeights` for `weights`. */
export function nextName(name: string): string {
  return `next${name[0]!.toUpperCase()}${name.slice(1)}`
}

/** The new vectors under the names of their outputs. */
export function nextOutputs<T>(vectors: { readonly [name: string]: T }): { [output: string]: T } {
  return Object.fromEntries(Object.entries(vectors).map(([name, value]) => [nextName(name), value]))
}

/** A state that starts from copies of the given vectors. */
export function createCarriedState<Name extends string>(
  start: {
    readonly [name in Name]: Float32Array
  },
): CarriedState<Name> {
  const names = Object.keys(start) as Name[]
  const each = (value: (name: Name) => Value) =>
    Object.fromEntries(names.map(name => [name, value(name)])) as { readonly [name in Name]: Value }
  const copies = (vectors: { readonly [name in Name]: Float32Array }) =>
    each(name => floats(vectors[name].slice(), [vectors[name].length]))
  let values = copies(start)
  const release = (): void => {
    for (const name of names) {
      const value = values[name]
      if (isResident(value)) value.dispose()
    }
  }
  const replace = (next: typeof values): void => {
    release()
    values = next
  }
  return {
    get inputs() {
      return values
    },
    advance: outputs => replace(each(name => outputs[nextName(name)]!)),
    read: async name => {
      const value = values[name]
      return isResident(value) ? asFloats(await value.read()) : asFloats(value).slice()
    },
    restore: vectors => replace(copies(vectors)),
    release,
  }
}
