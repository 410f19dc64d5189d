/** Steps: commands to the engine, undo and redo, with what they need of the page. */
import { type Command, type Entry, imageOf, perform, redo, undo } from '../engine/index.ts'
import type { Studio } from './studio.ts'

export interface Editing {
  /** Carries out a command; returns whether anything changed. */
  readonly run: (command: Command) => boolean
  readonly undo: () => void
  readonly redo: () => void
  /** Reports a step that was made by other means, such as a stroke. */
  readonly made: (entry: Entry | undefined) => void
}

export function createEditing(
  studio: Studio,
  { onStep, go }: { readonly onStep: () => void; readonly go: (place: { image: string; slice: number }) => void },
): Editing {
  const made = (entry: Entry | undefined): void => {
    studio.changed()
    if (entry === undefined) return
    if (studio.status.value.kind !== 'ready') studio.status.value = { kind: 'ready' }
    onStep()
  }
  const moved = (entry: Entry | undefined, kind: 'undone' | 'redone'): void => {
    if (entry === undefined) return
    studio.changed()
    studio.status.value = { kind, title: entry.title }
    onStep()
    const [patch] = entry.patches
    const place = studio.shown.value?.place
    // A person sees what they undo, wherever it is.
    if (patch !== undefined && (patch.image !== place?.image || patch.slice !== place.slice))
      go({ image: patch.image, slice: patch.slice })
  }
  return {
    made,
    run: command => {
      const session = studio.session()
      const needsRegions = ['click', 'walk', 'box', 'regions', 'take', 'split', 'fuse'].includes(command.do)
      if (needsRegions && studio.regions.value === undefined) {
        studio.status.value = { kind: 'waiting' }
        return false
      }
      const isDrawing = ['click', 'walk', 'box', 'regions', 'take', 'brush', 'fill', 'lasso', 'shape'].includes(
        command.do,
      )
      if (isDrawing && session.document.labels.find(({ id }) => id === session.document.active)?.locked === true) {
        studio.status.value = { kind: 'locked' }
        return false
      }
      if ('place' in command && command.place.slice >= imageOf(session, command.place.image).depth) return false
      const entry = perform(session, command)
      made(entry)
      return entry !== undefined
    },
    undo: () => moved(undo(studio.session()), 'undone'),
    redo: () => moved(redo(studio.session()), 'redone'),
  }
}
