/** The regions of a frame and what is selected in them. A selection that has to follow the pixels does so when it is asked for. */
import type { Selection } from '@cuts/core/selection'
import type { Regions } from './regions.ts'
import type { Box } from './runs.ts'
import { adoptPixels } from './selecting.ts'

/** A selection, and the boxes in which pixels have changed by other means since. */
export interface Followed {
  readonly selection: Selection
  readonly boxes: readonly Box[]
}

export interface Held {
  readonly regions: Regions
  /** Read it only of what the session holds now: it may be found from the pixels as they are. */
  readonly selection: Selection
  /** The same after pixels in a box changed by other means. Costs nothing before somebody asks for the selection. */
  readonly changedIn: (box: Box) => Held
  /** What is worth keeping of it. */
  readonly kept: () => Followed
}

/** `frame` is the frame's own memory. */
export function heldOf(regions: Regions, frame: Uint8Array, { selection, boxes }: Followed): Held {
  let found = boxes.length === 0 ? selection : undefined
  const followed = (): Followed => (found === undefined ? { selection, boxes } : { selection: found, boxes: [] })
  return {
    regions,
    get selection() {
      found ??= adoptPixels(regions.space, frame, selection, boxes)
      return found
    },
    changedIn: box => {
      const { selection, boxes } = followed()
      return heldOf(regions, frame, { selection, boxes: [...boxes, box] })
    },
    kept: () => {
      const { selection, boxes } = followed()
      return { selection: lean(selection), boxes }
    },
  }
}

/** What a click could have meant is large, and is kept of the last click alone. */
function lean({ owner, clicks, edits }: Selection): Selection {
  return { owner, clicks, edits }
}
