/**
 * A person who clicks until a mask is right, simulated: the first click is on the most interior pixel of the truth,
 * every further one on the most interior pixel of the larger error.
 */
import { type CorrectingClick, correctingClick, type Mask } from '@cuts/core'
import { dice } from '@cuts/core/metrics'

/** Returns the mask after a click and all clicks before it, of the size of the truth. */
export type Answer = (click: CorrectingClick) => Mask | Promise<Mask>

/** Clicks after which the overlap is measured. */
export const clickCounts = [1, 2, 3, 5, 10] as const

/** A person gives up after this many clicks. */
export const mostClicks = 20

/** Overlaps to reach. */
const goals = { noc85: 0.85, noc90: 0.9 } as const

export interface Clicking {
  /** The mask after the first click; empty if nothing had to be clicked. */
  readonly first: Mask
  /**
   * IoU with the truth after 1, 2, ... clicks. When nothing is wrong any more, it is 1 for all further clicks. It ends
   * once no measure can change: every overlap is known and every goal reached.
   */
  readonly iou: readonly number[]
}

/** How good a mask is after so many clicks, and how many clicks a good mask needs. */
export interface ClickScores {
  /** IoU by {@link clickCounts}. */
  readonly iou: readonly number[]
  /** Clicks until the IoU is .85 for the first time, and .90; {@link mostClicks} if it never is. */
  readonly noc85: number
  readonly noc90: number
}

/** Clicks at most `most` times. */
export async function simulateClicking(truth: Mask, answer: Answer, most: number = mostClicks): Promise<Clicking> {
  const { width, height } = truth
  const nothing: Mask = { width, height, data: new Uint8Array(width * height) }
  const iou: number[] = []
  let [mask, first] = [nothing, nothing]
  let overlap = 0
  let click = correctingClick(mask, truth)
  while (iou.length < most && !isSettled(iou)) {
    if (click === undefined) {
      iou.push(1)
      continue
    }
    const next = await answer(click)
    // The same mask again has the same error, and finding that takes longer than many an answer.
    if (next !== mask) {
      mask = next
      const score = dice(mask.data, truth.data)
      overlap = score / (2 - score)
      click = correctingClick(mask, truth)
    }
    if (iou.length === 0) first = mask
    iou.push(overlap)
  }
  return { first, iou }
}

/** The measures of a series of clicks; an overlap that it is too short for is NaN. */
export function scoreClicking({ iou }: Pick<Clicking, 'iou'>): ClickScores {
  return {
    iou: clickCounts.map(count => iou[count - 1] ?? Number.NaN),
    noc85: clicksTo(iou, goals.noc85),
    noc90: clicksTo(iou, goals.noc90),
  }
}

function clicksTo(iou: readonly number[], goal: number): number {
  const at = iou.findIndex(value => value >= goal)
  return at < 0 ? mostClicks : at + 1
}

function isSettled(iou: readonly number[]): boolean {
  return iou.length >= Math.max(...clickCounts) && Math.max(...iou) >= goals.noc90
}
