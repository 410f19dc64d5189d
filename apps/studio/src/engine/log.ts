/** The command log: every change with what undoes it. A session is its log; undo moves a position in it. */
import type { Document } from './document.ts'
import type { Patch } from './patch.ts'

/** What can be done to the shape of a label. */
export const shapings = ['grow', 'shrink', 'smooth', 'fill holes', 'keep largest'] as const
export type Shaping = (typeof shapings)[number]

export type Title =
  | 'add'
  | 'remove'
  | 'walk'
  | 'box'
  | 'regions'
  | 'brush'
  | 'erase'
  | 'fill'
  | 'level'
  | 'label'
  | 'done'
  | 'clear'
  | 'lasso'
  | 'threshold'
  | Shaping
  | 'split'
  | 'fuse'
  | 'even'
  | 'take'
  | 'everywhere'
  | 'between'

/** One step: plain data, so that it can be stored. */
export interface Entry {
  readonly title: Title
  readonly patches: readonly Patch[]
  /** The parts of the document that change. */
  readonly before: Partial<Document>
  readonly after: Partial<Document>
}

export interface Log {
  readonly entries: readonly Entry[]
  /** Entries that are in effect. */
  readonly position: number
}

export const emptyLog: Log = { entries: [], position: 0 }

/** The log with a new step; what had been undone is gone. */
export function withEntry({ entries, position }: Log, entry: Entry): Log {
  return { entries: [...entries.slice(0, position), entry], position: position + 1 }
}
