/**
 * A training state as bytes: a checksum of the rest, magic, version, step, lengths of the vectors, then the vectors.
 */
import { CutsError } from '@cuts/core'
import type { TrainerState } from './trainer.ts'

const magic = 0x53545543 // 'CUTS', little-endian
const version = 1
const headBytes = 24

export function encodeTrainerState(state: TrainerState): Uint8Array {
  const vectors = [state.weights, state.firstMoment, state.secondMoment, state.statistics]
  const total = vectors.reduce((sum, vector) => sum + vector.length, 0)
  const bytes = new Uint8Array(headBytes + 4 * total)
  const body = new Float32Array(bytes.buffer, headBytes)
  let at = 0
  for (const vector of vectors) {
    body.set(vector, at)
    at += vector.length
  }
  const head = new Uint32Array(bytes.buffer, 0, headBytes / 4)
  head.set([0, magic, version, state.step, state.weights.length, state.statistics.length])
  head[0] = checksum(bytes)
  return bytes
}

/** Throws `Mismatch` if the bytes are damaged or not a training state of this version. */
export function decodeTrainerState(bytes: Uint8Array): TrainerState {
  const own = bytes.slice()
  const head = own.length < headBytes ? new Uint32Array(6) : new Uint32Array(own.buffer, 0, 6)
  const [sum, foundMagic, foundVersion, step, weights, statistics] = head as unknown as number[]
  const expected = headBytes + 4 * (3 * weights! + statistics!)
  if (foundMagic !== magic || foundVersion !== version || own.length !== expected || checksum(own) !== sum)
    throw new CutsError('Mismatch', 'the saved training state is damaged or of another version.')
  const body = new Float32Array(own.buffer, headBytes)
  const part = (start: number, length: number): Float32Array => body.slice(start, start + length)
  return {
    step: step!,
    weights: part(0, weights!),
    firstMoment: part(weights!, weights!),
    secondMoment: part(2 * weights!, weights!),
    statistics: part(3 * weights!, statistics!),
  }
}

/** FNV-1a over the 32-bit words after the first, which holds the result. */
function checksum(bytes: Uint8Array): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2)
  let hash = 0x811c9dc5
  for (let i = 1; i < words.length; i++) hash = Math.imul(hash ^ words[i]!, 0x01000193)
  return hash >>> 0
}
