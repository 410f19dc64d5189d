/**
 * Segment Anything, from files that the user supplies: shown the innermost point of the truth, corrected by simulated
 * clicks, or shown the box around the truth.
 */
import { innermostPixel, type Mask } from '@cuts/core'
import { loadSam, type SamPrompt, type SamView } from '@cuts/nn/peers'
import type { Method } from '../method.ts'
import type { Answer } from '../protocol/clicking.ts'
import { preparedSample } from './prepared-sample.ts'

const [encoder, decoder] = ['sam-encoder', 'sam-decoder']

export const sam: Method = {
  id: 'sam',
  version: 2,
  rows: {
    sam: 'SAM, one point inside the truth',
    'sam-clicks': 'SAM, clicks and corrections',
    'sam-box': 'SAM, the box around the truth',
  },
  seeds: 'none',
  needs: [encoder, decoder],
  open: async ({ engine, weights, signal }) => {
    const segmenter = await loadSam(engine, {
      encoder: { bytes: await weights(encoder), name: encoder },
      decoder: { bytes: await weights(decoder), name: decoder },
    })
    return async ({ image, truth }) => {
      const view = await segmenter.look(preparedSample(image))
      const point = innermostPixel(truth)
      const box = boxAround(truth)
      // If the truth is empty, there is nothing to point at, so the mask is empty.
      const maskOf = async (prompt: SamPrompt | undefined): Promise<Mask> =>
        prompt === undefined
          ? { width: truth.width, height: truth.height, data: new Uint8Array(truth.data.length) }
          : (await view.ask(prompt)).mask
      return {
        sam: { kind: 'mask', mask: await maskOf(point && { clicks: [{ ...point, sign: 1 }] }) },
        'sam-clicks': { kind: 'clicks', begin: () => corrected(view, signal) },
        'sam-box': { kind: 'mask', mask: await maskOf(box && { clicks: [], box }) },
      }
    }
  },
}

/** Answers a click with all clicks so far and the answer before. */
function corrected(view: SamView, signal: AbortSignal): Answer {
  let prompt: SamPrompt = { clicks: [] }
  return async click => {
    signal.throwIfAborted()
    const { mask, logits } = await view.ask({ ...prompt, clicks: [...prompt.clicks, click] })
    prompt = { clicks: [...prompt.clicks, click], previous: logits }
    return mask
  }
}

/** First and last column and row of a mask; undefined if it is empty. */
function boxAround({ width, data }: Mask): SamPrompt['box'] {
  let [left, top, right, bottom] = [width, Number.POSITIVE_INFINITY, -1, -1]
  for (let i = 0; i < data.length; i++) {
    if (data[i] === 0) continue
    const [x, y] = [i % width, Math.floor(i / width)]
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = y
  }
  return bottom === -1 ? undefined : { left, top, right, bottom }
}
