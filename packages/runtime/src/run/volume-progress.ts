/** How far a volume is, as events: often enough that nobody takes a long step for a halt. */
import type { OnEvent, RunEvent } from '../events.ts'

type Step = Extract<RunEvent, { type: 'volume' }>['step']

/** Milliseconds between two events. */
const quietMs = 500
/** Where each step begins in the whole, as measured on a CT of 512 x 512 x 200 voxels. */
const begins: { readonly [step in Step]: number } = { reading: 0, voxels: 0.1, tree: 0.48, writing: 0.52 }
const ends: { readonly [step in Step]: number } = { reading: 0.1, voxels: 0.48, tree: 0.52, writing: 1 }

/** Call the result with the share of a step that is done. The share of the whole never falls. */
export function volumeProgress(
  onEvent: OnEvent,
  id: string,
  now = () => performance.now(),
): (step: Step, share: number) => void {
  const started = now()
  let last = Number.NEGATIVE_INFINITY
  let shown: Step | undefined
  let furthest = 0
  return (step, part) => {
    const at = now()
    if (step === shown && at - last < quietMs) return
    last = at
    shown = step
    furthest = Math.max(furthest, begins[step] + Math.min(1, Math.max(0, part)) * (ends[step] - begins[step]))
    const etaSeconds = furthest === 0 ? 0 : ((at - started) / 1000 / furthest) * (1 - furthest)
    onEvent({ type: 'volume', id, step, share: furthest, etaSeconds })
  }
}
