/** Says that work goes on where no event comes for a while: a step may be long, and a machine busy. */
import type { RunEvent } from '@cuts/runtime'

/** Milliseconds without a word after which one is said. */
export const pulseMs = 1000

type Timed = { readonly type: string; readonly etaSeconds: number }

/**
 * Hands events on and, between them, tells how far the last one was, with what is left of its time. Call `stop` at the
 * end.
 */
export function withPulse<Event extends { readonly type: string }>(
  hear: (event: Event | Extract<RunEvent, { type: 'working' }>) => void,
  now: () => number,
): { readonly onEvent: (event: Event) => void; readonly stop: () => void } {
  let last: Timed | undefined
  let at = now()
  let spoken = at
  const timer = setInterval(() => {
    const time = now()
    if (last === undefined || time - spoken < pulseMs) return
    spoken = time
    const etaSeconds = last.etaSeconds === 0 ? 0 : Math.max(1, last.etaSeconds - (time - at) / 1000)
    hear({ type: 'working', id: 'id' in last ? String(last.id) : '', share: shareOf(last), etaSeconds })
  }, pulseMs / 4)
  timer.unref()
  return {
    onEvent: event => {
      at = spoken = now()
      // What ends a step, or tells no time, leaves what was known before.
      if ('etaSeconds' in event) last = event as unknown as Timed
      hear(event)
    },
    stop: () => clearInterval(timer),
  }
}

/** The part of the current step that is done, from whatever counts it; 0 to 1. */
function shareOf(event: object): number {
  const counts = event as { readonly [name: string]: number | undefined }
  return counts.share ?? (counts.done ?? counts.step ?? 0) / (counts.total ?? counts.steps ?? 1)
}
