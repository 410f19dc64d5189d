/** Simulated clicking against cases worked by hand, and bounds that hold for any answers. */
import { type CorrectingClick, createRandom, type Mask } from '@cuts/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clickCounts, mostClicks, scoreClicking, simulateClicking } from './clicking.ts'
import { scoreClicks } from './score.ts'

function maskOf(...rows: readonly string[]): Mask {
  const [width, height] = [rows[0]!.length, rows.length]
  return { width, height, data: Uint8Array.from(rows.join(''), character => (character === '#' ? 1 : 0)) }
}

/** Gives the masks in turn, the last one again and again, and keeps the clicks. */
function inTurn(...masks: readonly Mask[]) {
  const clicks: CorrectingClick[] = []
  return {
    clicks,
    answer: (click: CorrectingClick): Mask => {
      clicks.push(click)
      return masks[Math.min(clicks.length, masks.length) - 1]!
    },
  }
}

describe('simulated clicking', () => {
  const truth = maskOf('.........', '.###.....', '.###...##', '.###...##', '.........')
  // The square and a third column too many; the square alone; all of it.
  const tooMuch = maskOf('.........', '.######..', '.######..', '.######..', '.........')
  const square = maskOf('.........', '.###.....', '.###.....', '.###.....', '.........')

  it('clicks the square, then what is too much, then the piece that is missing, and stops when all is right', async () => {
    const { clicks, answer } = inTurn(tooMuch, square, truth)
    const { first, iou } = await simulateClicking(truth, answer)
    // The middle of the square; of the false square of 3 x 3; the first of four equally deep pixels.
    expect(clicks).toEqual([
      { x: 2, y: 2, sign: 1 },
      { x: 5, y: 2, sign: -1 },
      { x: 7, y: 2, sign: 1 },
    ])
    expect(first).toEqual(tooMuch)
    // 9 of the 18 + 4 pixels that either has; 9 of 13; all 13.
    expect(iou.slice(0, 3)).toEqual([expect.closeTo(9 / 22, 12), expect.closeTo(9 / 13, 12), 1])
    expect(scoreClicking({ iou })).toEqual({ iou: [iou[0], iou[1], 1, 1, 1], noc85: 3, noc90: 3 })
  })

  it('gives up after twenty clicks, and tells the goal that was reached from the one that was not', async () => {
    // 87 of 100 pixels: above .85, below .90, for ever.
    const line = (inside: number): Mask => maskOf('#'.repeat(inside) + '.'.repeat(100 - inside))
    const { clicks, answer } = inTurn(line(10), line(87))
    const clicking = await simulateClicking(line(100), answer)
    expect(clicks).toHaveLength(20)
    expect(scoreClicking(clicking)).toEqual({ iou: [0.1, 0.87, 0.87, 0.87, 0.87].map(v => expect.closeTo(v, 12)), noc85: 2, noc90: 20 }) // biome-ignore format: one value
  })

  it('ends early only if nothing that is measured could change', async () => {
    const line = (inside: number): Mask => maskOf('#'.repeat(inside) + '.'.repeat(100 - inside))
    const late = inTurn(...Array(13).fill(line(50)), line(95))
    expect(scoreClicking(await simulateClicking(line(100), late.answer)).noc90).toBe(14)
    expect(late.clicks).toHaveLength(14)
    const early = inTurn(line(95))
    await simulateClicking(line(100), early.answer)
    expect(early.clicks).toHaveLength(10)
  })

  it('has measures within their bounds whatever is answered, and a higher goal takes no fewer clicks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1e6), async seed => {
        const random = createRandom(seed)
        const [width, height] = [4, 3]
        // Errors become rarer, so that goals are reached after some clicks, or never.
        const wanted = Uint8Array.from({ length: width * height }, () => random.integer(2))
        const rarity = 2 + random.integer(30)
        const answer = (): Mask => ({
          width,
          height,
          data: wanted.map(value => (random.integer(rarity) === 0 ? 1 - value : value)),
        })
        const { iou, noc85, noc90 } = scoreClicking(await simulateClicking({ width, height, data: wanted }, answer))
        expect(iou).toHaveLength(clickCounts.length)
        for (const value of iou) expect(value >= 0 && value <= 1).toBe(true)
        expect(1 <= noc85 && noc85 <= noc90 && noc90 <= mostClicks).toBe(true)
        for (const [k, count] of clickCounts.entries()) if (iou[k]! >= 0.9) expect(noc90).toBeLessThanOrEqual(count)
      }),
    )
  })

  it('is scored by the mask after one click, and begins anew every time', async () => {
    let begun = 0
    const begin = () => {
      begun++
      return inTurn(square, truth).answer
    }
    const prediction = { kind: 'clicks', begin } as const
    const scored = await scoreClicks(prediction, truth)
    expect(scored.mask).toEqual(square)
    expect(scored.scores.dice).toBeCloseTo(18 / 22, 12)
    expect(scored.clicks).toEqual({ iou: [expect.closeTo(9 / 13, 12), 1, 1, 1, 1], noc85: 2, noc90: 2 })
    expect(await scoreClicks(prediction, truth)).toEqual(scored)
    expect(begun).toBe(2)
  })
})
