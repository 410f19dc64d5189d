import { createRandom } from '@cuts/core'
import { loadNpz, referencePath, sharedDataReason } from '@cuts/testing'
import { describe, expect, it } from 'vitest'
import { asFloats, floats } from '../engine.ts'
import { constant, gradients, input } from '../graph/index.ts'
import { createNodeEngine } from '../node/index.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { gradientError, uniform } from '../testing/finite-differences.ts'
import { type ContrastiveKind, contrastiveLoss, reconstructionLoss } from './losses.ts'

interface Pairs {
  /** [b, s, d] */
  readonly anchors: Float32Array
  readonly positives: Float32Array
  /** [b, s] */
  readonly valid: Float32Array
  readonly shape: readonly [number, number, number]
}

const engine = await createNodeEngine({ threads: 1 })
const kinds: readonly ContrastiveKind[] = ['ratio', 'ntxent']
const path = referencePath('ntxent.npz')

async function evaluate(kind: ContrastiveKind, tau: number, pairs: Pairs): Promise<{ loss: number; slope: number[] }> {
  const anchors = input('anchors', pairs.shape)
  const positives = input('positives', pairs.shape)
  const loss = contrastiveLoss(kind, anchors, positives, input('valid', pairs.shape.slice(0, 2)), tau)
  const [slope] = gradients(loss, [anchors])
  const model = await engine.load(toOnnx({ loss, slope: slope! }))
  const outputs = await model.run({
    anchors: floats(pairs.anchors, pairs.shape),
    positives: floats(pairs.positives, pairs.shape),
    valid: floats(pairs.valid, pairs.shape.slice(0, 2)),
  })
  return { loss: asFloats(outputs.loss)[0]!, slope: [...asFloats(outputs.slope)] }
}

/** Both losses by their definitions, in double precision, one row at a time. */
function oracle(kind: ContrastiveKind, tau: number, { anchors, positives, valid, shape: [b, s, d] }: Pairs): number {
  let sum = 0
  let rows = 0
  for (let image = 0; image < b; image++) {
    const views = [anchors, positives].map(data =>
      Array.from({ length: s }, (_, i) => [...data.slice((image * s + i) * d, (image * s + i + 1) * d)]),
    )
    const similarity = (i: readonly number[], j: readonly number[]): number =>
      Math.exp(dot(i, j) / Math.sqrt(dot(i, i) * dot(j, j)) / tau)
    const counted = Array.from({ length: s }, (_, i) => i).filter(i => valid[image * s + i] === 1)
    for (const [view, rowsOfView] of views.entries()) {
      const other = views[1 - view]!
      for (const i of counted) {
        const own = similarity(rowsOfView[i]!, other[i]!)
        const across = counted.filter(j => j !== i).map(j => similarity(rowsOfView[i]!, other[j]!))
        const within = counted.filter(j => j !== i).map(j => similarity(rowsOfView[i]!, rowsOfView[j]!))
        if (kind === 'ratio') {
          if (view === 1 || across.length === 0) continue
          sum -= Math.log(own / total(across))
        } else sum -= Math.log(own / (own + total(across) + total(within)))
        rows++
      }
    }
  }
  return rows === 0 ? 0 : sum / rows
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, k) => sum + x * b[k]!, 0)
const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

function drawPairs(valid: readonly number[]): Pairs {
  const random = createRandom(3)
  const draw = (name: string): Float32Array => {
    const stream = random.fork(name)
    return Float32Array.from({ length: 60 }, () => stream.normal())
  }
  return { anchors: draw('anchors'), positives: draw('positives'), valid: Float32Array.from(valid), shape: [3, 4, 5] }
}

const everyPair = drawPairs(new Array(12).fill(1))
// Of the second image one pair is left, of the third none.
const fewPairs = drawPairs([1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0])

describe.skipIf(path === undefined)(`NT-Xent against PyTorch (${sharedDataReason} if skipped)`, () => {
  const reference = path === undefined ? {} : loadNpz(path)
  for (const [index, tau] of [0.1, 0.5, 1].entries())
    it(`agrees to 1e-5 at temperature ${tau}`, async () => {
      expect((reference.tau!.data as Float64Array)[index]).toBeCloseTo(tau, 6)
      const { loss } = await evaluate('ntxent', tau, {
        anchors: Float32Array.from(reference.anchors!.data as Float32Array),
        positives: Float32Array.from(reference.positives!.data as Float32Array),
        valid: new Float32Array(15).fill(1),
        shape: [3, 5, 8],
      })
      expect(Math.abs(loss - (reference.loss!.data as Float64Array)[index]!)).toBeLessThan(1e-5)
    })
})

describe('contrastive losses', () => {
  for (const kind of kinds) {
    it(`${kind} follows its definition to 1e-5, with and without pairs left out`, async () => {
      for (const pairs of [everyPair, fewPairs])
        for (const tau of [0.1, 0.5])
          expect(Math.abs((await evaluate(kind, tau, pairs)).loss - oracle(kind, tau, pairs))).toBeLessThan(1e-5)
    })

    it(`${kind} has the gradient of its differences to 1e-3`, async () => {
      const valid = constant([1, 1, 0, 1, 1, 1], [2, 3])
      const args = { a: uniform('a', [2, 3, 4]), p: uniform('p', [2, 3, 4]) }
      expect(await gradientError(engine, args, ({ a, p }) => contrastiveLoss(kind, a!, p!, valid, 0.5))).toBeLessThan(
        1e-3,
      )
    })

    it(`${kind} takes neither value nor gradient from pairs left out`, async () => {
      const before = await evaluate(kind, 0.5, fewPairs)
      const moved = fewPairs.anchors.map((x, i) => (fewPairs.valid[Math.floor(i / 5)] === 0 ? x * 3 - 1 : x))
      const after = await evaluate(kind, 0.5, { ...fewPairs, anchors: moved })
      expect(after.loss).toBe(before.loss)
      expect(after.slope.filter((_, i) => fewPairs.valid[Math.floor(i / 5)] === 0).every(x => x === 0)).toBe(true)
      expect(after.slope.some(x => x !== 0)).toBe(true)
    })

    it(`${kind} is zero, and flat, where no pair is left`, async () => {
      const { loss, slope } = await evaluate(kind, 0.5, drawPairs(new Array(12).fill(0)))
      expect(Math.abs(loss)).toBe(0)
      expect(slope.every(x => x === 0)).toBe(true)
    })

    it(`${kind} stays finite for embeddings that are zero or all alike, at a low temperature`, async () => {
      const alike = { ...everyPair, anchors: new Float32Array(60).fill(2), positives: new Float32Array(60) }
      const { loss, slope } = await evaluate(kind, 0.01, alike)
      expect(Number.isFinite(loss)).toBe(true)
      expect(slope.every(Number.isFinite)).toBe(true)
    })
  }

  it('ratio of s identical pairs is log(s - 1)', async () => {
    const same = new Float32Array(60).fill(1)
    const { loss } = await evaluate('ratio', 0.5, { ...everyPair, anchors: same, positives: same })
    expect(loss).toBeCloseTo(Math.log(3), 5)
  })

  it('ratio reaches its lower bound log(s - 1) - 4 at temperature 0.5 for opposite groups', async () => {
    // Two pairs at opposite ends: every positive at cosine 1, every negative at cosine -1.
    const ends = Float32Array.of(1, 0, -1, 0)
    const { loss } = await evaluate('ratio', 0.5, {
      anchors: ends,
      positives: ends,
      valid: Float32Array.of(1, 1),
      shape: [1, 2, 2],
    })
    expect(loss).toBeCloseTo(-4, 5)
  })
})

describe('reconstruction loss', () => {
  it('is the mean squared difference', async () => {
    const model = await engine.load(
      toOnnx({ loss: reconstructionLoss(constant([1, 2, 3, 4], [2, 2]), constant([1, 0, 3, 7], [2, 2])) }),
    )
    expect(asFloats((await model.run({})).loss)[0]).toBe((4 + 9) / 4)
  })
})
