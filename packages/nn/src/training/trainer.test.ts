import { createRandom, isCutsError } from '@cuts/core'
import { afterAll, describe, expect, it } from 'vitest'
import { initialParameters } from '../encoder/parameters.ts'
import { createNodeEngine } from '../node/index.ts'
import { drawItems, largestError } from '../testing/small-encoder.ts'
import type { TrainingOptions } from './options.ts'
import { decodeTrainerState, encodeTrainerState } from './state-bytes.ts'
import { createTrainer, type Losses, type Trainer, type TrainerState } from './trainer.ts'

const engine = await createNodeEngine({ threads: 1 })
const trainers: Trainer[] = []
const seeds = [0, 1, 2, 3]

function trainer(given: Partial<TrainingOptions> = {}, on = engine): Trainer {
  const spec = { channels: 3, headLayers: given.headLayers === 2 ? 2 : 1 } as const
  const made = createTrainer(on, initialParameters(spec, createRandom(11)), given)
  trainers.push(made)
  return made
}

async function run(on: Trainer, steps: readonly number[]): Promise<Losses[]> {
  const losses: Losses[] = []
  for (const seed of steps) losses.push(await on.step(on.batch(drawItems(2 + (seed % 2), 4, 20 + seed, 20 + seed))))
  return losses
}

/** Bit by bit; comparing by elements would take a second. */
function sameState(a: TrainerState, b: TrainerState): boolean {
  const bits = (data: Float32Array): Buffer => Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  const names = ['weights', 'firstMoment', 'secondMoment', 'statistics'] as const
  return a.step === b.step && names.every(name => bits(a[name]).equals(bits(b[name])))
}

afterAll(async () => {
  for (const made of trainers) await made.dispose()
})

describe('training', () => {
  for (const mode of ['windows', 'dense'] as const) {
    it(`in ${mode} mode repeats bit for bit, on two threads`, async () => {
      const threads = await createNodeEngine({ threads: 2 })
      const [first, second] = [trainer({ mode }, threads), trainer({ mode }, threads)]
      expect(await run(first, seeds)).toEqual(await run(second, seeds))
      expect(sameState(await first.state(), await second.state())).toBe(true)
    })

    it(`in ${mode} mode continues from saved bytes as if never interrupted`, async () => {
      const whole = trainer({ mode })
      await run(whole, seeds.slice(0, 2))
      const saved = encodeTrainerState(await whole.state())
      const expected = await run(whole, seeds.slice(2))

      const resumed = trainer({ mode })
      resumed.restore(decodeTrainerState(saved))
      expect(await run(resumed, seeds.slice(2))).toEqual(expected)
      expect(sameState(await resumed.state(), await whole.state())).toBe(true)
      expect((await resumed.state()).step).toBe(4)
    })
  }

  it('gives the same losses to 1e-5 and weights to 1e-4 for any number of threads', async () => {
    const one = trainer()
    const expected = await run(one, seeds)
    for (const threads of [2, 3]) {
      const on = trainer({}, await createNodeEngine({ threads }))
      for (const [step, { total }] of (await run(on, seeds)).entries())
        expect(Math.abs(total - expected[step]!.total)).toBeLessThan(1e-5)
      expect(largestError((await on.state()).weights, (await one.state()).weights)).toBeLessThan(1e-4)
    }
  })

  for (const contrastive of ['ratio', 'ntxent'] as const)
    it(`lowers both losses of one batch with ${contrastive}`, async () => {
      const on = trainer({ contrastive, lambda: 0.5, headLayers: 2 })
      const batch = on.batch(drawItems(3, 6))
      const first = await on.step(batch)
      let last = first
      for (let i = 0; i < 30; i++) last = await on.step(batch)
      expect(last.reconstruction).toBeLessThan(first.reconstruction)
      expect(last.contrastive).toBeLessThan(first.contrastive)
      expect(last.total).toBeCloseTo(0.5 * last.contrastive + 0.5 * last.reconstruction, 5)
    })

  it('evaluates without changing anything, by running statistics', async () => {
    const on = trainer()
    await run(on, [0])
    const before = await on.state()
    const batch = on.batch(drawItems(2, 4))
    const losses = await on.evaluate(batch)
    expect(await on.evaluate(batch)).toEqual(losses)
    expect(sameState(await on.state(), before)).toBe(true)
    // The step reports the losses by the batch's own statistics, which differ from the running ones.
    expect((await on.step(batch)).reconstruction).not.toBe(losses.reconstruction)
  })

  it('decays biases and normalisation only when asked to', async () => {
    // Without gradients worth mentioning (lambda 1 and no pair that counts) a step is decay alone.
    const options = { lambda: 1, weightDecay: 1, learningRate: 0.1 }
    for (const decayAll of [false, true]) {
      const on = trainer({ ...options, decayAll })
      const before = (await on.parameters()).weights
      const items = drawItems(2, 4).map(({ image, pairs }) => ({
        image,
        pairs: { ...pairs, valid: new Uint8Array(4) },
      }))
      await on.step(on.batch(items))
      const after = (await on.parameters()).weights
      // The first slots: convolution weights [16, 3, 5, 5], their biases, normalisation scales of 1.
      expect(after[0]! / before[0]!).toBeCloseTo(0.9, 6)
      expect(after[1216]).toBeCloseTo(decayAll ? 0.9 : 1, 6)
    }
  })

  it('gives copies of its state', async () => {
    const on = trainer()
    ;(await on.state()).weights.fill(0)
    ;(await on.parameters()).statistics.fill(5)
    expect((await on.state()).weights.some(w => w !== 0)).toBe(true)
    expect((await on.state()).statistics.every(s => s < 5)).toBe(true)
  })

  it('refuses a state of another network, and a head that differs from the parameters', async () => {
    const other = await trainer({ headLayers: 2 }).state()
    expect(
      isCutsError(
        attempt(() => trainer().restore(other)),
        'Mismatch',
      ),
    ).toBe(true)
    const oneLayer = initialParameters({ channels: 3, headLayers: 1 }, createRandom(1))
    expect(
      isCutsError(
        attempt(() => createTrainer(engine, oneLayer, { headLayers: 2 })),
        'InvalidOption',
      ),
    ).toBe(true)
  })
})

describe('a saved state', () => {
  const state: TrainerState = {
    step: 77,
    weights: Float32Array.of(1, -2, Math.PI),
    firstMoment: Float32Array.of(0, 1e-30, -0),
    secondMoment: Float32Array.of(3, 4, 5),
    statistics: Float32Array.of(6, 7),
  }

  it('comes back bit for bit', () => {
    expect(decodeTrainerState(encodeTrainerState(state))).toEqual(state)
  })

  it('is refused when any byte is changed, or some are missing', () => {
    const bytes = encodeTrainerState(state)
    for (let i = 0; i < bytes.length; i++) {
      const damaged = bytes.slice()
      damaged[i]! ^= 4
      expect(
        isCutsError(
          attempt(() => decodeTrainerState(damaged)),
          'Mismatch',
        ),
        `byte ${i}`,
      ).toBe(true)
    }
    for (const length of [0, 10, 24, bytes.length - 1])
      expect(
        isCutsError(
          attempt(() => decodeTrainerState(bytes.slice(0, length))),
          'Mismatch',
        ),
        `${length} bytes`,
      ).toBe(true)
  })
})

function attempt(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}
