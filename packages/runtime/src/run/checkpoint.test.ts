import { isCutsError, tellRemedies } from '@cuts/core'
import type { TrainerState } from '@cuts/nn'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TrainingProgress } from '../pipeline/train.ts'
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts'

const floats = (length: number) =>
  fc.float32Array({ minLength: length, maxLength: length, noNaN: true, min: -10, max: 10 })

const state = (weights: number, statistics: number): fc.Arbitrary<TrainerState> =>
  fc.record({
    step: fc.nat(1e6),
    weights: floats(weights),
    statistics: floats(statistics),
    firstMoment: floats(weights),
    secondMoment: floats(weights),
  })

const loss = fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0)
const progress: fc.Arbitrary<TrainingProgress> = fc.tuple(fc.nat(20), fc.nat(5)).chain(([weights, statistics]) =>
  fc.record({
    step: fc.nat(1e6),
    seconds: loss,
    loss: fc.array(fc.tuple(loss, loss), { maxLength: 5 }),
    validation: fc.array(fc.record({ step: fc.nat(), reconstruction: loss, contrastive: loss }), { maxLength: 3 }),
    trainer: state(weights, statistics),
    best: fc.option(fc.record({ loss, stale: fc.nat(9), trainer: state(weights, statistics) }), { nil: undefined }),
  }),
)

function refusal(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (isCutsError(error, 'Mismatch')) return `${error.message} ${tellRemedies(error)}`
    throw error
  }
  return ''
}

describe('a checkpoint', () => {
  it('gives back exactly what was saved, the best weights included', () => {
    fc.assert(
      fc.property(progress, saved => {
        expect(decodeCheckpoint('checkpoint.bin', encodeCheckpoint('mark', saved), 'mark')).toEqual(saved)
      }),
    )
  })

  it('is found wherever its bytes lie in memory', () => {
    const [saved] = fc.sample(progress, { numRuns: 1, seed: 3 })
    const bytes = encodeCheckpoint('mark', saved!)
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect(decodeCheckpoint('checkpoint.bin', shifted.subarray(3), 'mark')).toEqual(saved)
  })

  it('of another run is refused by name, with the way out', () => {
    const [saved] = fc.sample(progress, { numRuns: 1, seed: 4 })
    const said = refusal(() => decodeCheckpoint('out/checkpoint.bin', encodeCheckpoint('mark', saved!), 'other'))
    expect(said).toContain('out/checkpoint.bin belongs to a run with other images or settings.')
    expect(said).toContain('or start over.')
  })

  it('cut short is refused by name, wherever it was cut', () => {
    const [saved] = fc.sample(progress, { numRuns: 1, seed: 5 })
    const bytes = encodeCheckpoint('mark', saved!)
    for (let length = 0; length < bytes.length; length++)
      expect(refusal(() => decodeCheckpoint('checkpoint.bin', bytes.subarray(0, length), 'mark'))).toContain(
        'checkpoint.bin is damaged and cannot be continued. Start over: what is there is then replaced.',
      )
  })

  it('with a wrong byte in its weights is refused', () => {
    const [saved] = fc.sample(progress, { numRuns: 1, seed: 6 })
    const bytes = encodeCheckpoint('mark', saved!)
    const head = 4 + new DataView(bytes.buffer).getUint32(0, true)
    for (let at = head; at < bytes.length; at++) {
      const damaged = bytes.slice()
      damaged[at]! ^= 0x10
      expect(refusal(() => decodeCheckpoint('checkpoint.bin', damaged, 'mark'))).toContain('damaged')
    }
  })
})
