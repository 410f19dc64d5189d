/**
 * Checks the inputs of a model before it runs: the engine's own errors name neither the input nor the expected shape.
 */
import { CutsError } from '@cuts/core'
import { isResident, type Value } from '../engine.ts'
import { parseSymbol, show } from '../graph/node.ts'

/** An input as the loaded model describes it. */
export interface InputMetadata {
  readonly name: string
  readonly type: string
  readonly shape: readonly (number | string)[]
}

/**
 * Throws `InvalidArgument`, in a sentence with the name, the type and both shapes, if an input is missing or its type,
 * shape or number of values does not match the model. Equal symbols must be equal sizes. Inputs that the model does not
 * read are allowed.
 */
export function checkFeeds(inputs: readonly InputMetadata[], feeds: { readonly [name: string]: Value }): void {
  const symbols = new Map<string, { readonly size: number; readonly input: string }>()
  for (const { name, type, shape } of inputs) {
    const value = feeds[name]
    const asked = `${type} ${show(shape)}`
    if (value === undefined) {
      const fed = Object.keys(feeds)
      throw wrong(`input ${name}, ${asked}, is missing. Got ${fed.length === 0 ? 'no inputs' : fed.join(', ')}`)
    }
    const dims = shape.map(parse)
    const reasons = dims.flatMap(({ symbol }) => {
      const known = symbols.get(symbol)
      return known === undefined ? [] : [`${symbol} = ${known.size} as in ${known.input}`]
    })
    for (const [axis, { symbol, size }] of dims.entries())
      if (symbol !== '' && !symbols.has(symbol)) symbols.set(symbol, { size: value.shape[axis]! - size, input: name })
    const sizes = dims.map(({ symbol, size }) => (symbols.get(symbol)?.size ?? 0) + size)
    const fits = sizes.every((size, axis) => shape[axis] === '' || size === value.shape[axis])
    if (value.dtype !== type || value.shape.length !== shape.length || !fits) {
      const where = reasons.length === 0 ? '' : ` with ${[...new Set(reasons)].join(', ')}`
      throw wrong(`input ${name} must be ${asked}${where}. Got ${value.dtype} ${show(value.shape)}`)
    }
    const size = value.shape.reduce((a, b) => a * b, 1)
    if (!isResident(value) && value.data.length !== size)
      throw wrong(`input ${name} of shape ${show(value.shape)} needs ${size} values. Got ${value.data.length}`)
  }
}

/** Parses a dimension into a symbol and an offset. Third-party models may have symbols with other characters. */
function parse(dim: number | string): { symbol: string; size: number } {
  if (typeof dim === 'number') return { symbol: '', size: dim }
  const { name, offset } = parseSymbol(dim) ?? { name: dim, offset: 0 }
  return { symbol: name, size: offset }
}

function wrong(message: string): CutsError {
  return new CutsError('InvalidArgument', `${message}.`)
}
