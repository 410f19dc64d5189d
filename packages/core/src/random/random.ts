/**
 * The one source of randomness. A generator is a value: it is passed in, never global, and `fork` derives an
 * independent stream from a name, so that adding a draw in one stage never shifts the draws of another and a resumed
 * run can recreate the stream of any step from the seed alone.
 *
 * xoshiro128** (Blackman and Vigna, 2018) seeded by splitmix32 of a hash of the seed and the fork names.
 */
export interface Random {
  /** Uniform in [0, 1), 32 random bits. */
  uniform(): number
  /** Uniform integer in [0, bound); `bound` in [1, 2^32]. */
  integer(bound: number): number
  /** Standard normal. */
  normal(): number
  /** An independent generator, a function of this one's seed and names only, not of draws already made. */
  fork(name: string, index?: number): Random
}

/** A generator for the given integer seed, in [0, 2^32). */
export function createRandom(seed: number): Random {
  return fromKey(mix(seed >>> 0, 0x9e3779b9))
}

function fromKey(key: number): Random {
  let state = key
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0
    return finalise(state)
  }
  let a = next()
  let b = next()
  let c = next()
  let d = next()
  const bits = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9)
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = rotate(d, 11)
    return result >>> 0
  }
  const uniform = (): number => bits() / 4294967296
  return {
    uniform,
    integer: bound => Math.floor(uniform() * bound),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    fork: (name, index = 0) => {
      let hash = key
      for (let i = 0; i < name.length; i++) hash = mix(hash, name.charCodeAt(i))
      return fromKey(mix(hash, index >>> 0))
    },
  }
}

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by))
}

function finalise(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return x ^ (x >>> 15)
}

function mix(hash: number, value: number): number {
  return finalise((hash ^ Math.imul(value + 0x7f4a7c15, 0x2545f491)) | 0) >>> 0
}
