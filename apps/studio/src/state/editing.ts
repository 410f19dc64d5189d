/** Steps: commands to the engine, undo and redo, with what they need of the page. */
import { type Command, type Entry, imageOf, perform, redo, undo } from '../engine/index.ts'
import type { createAnswering } from './answering.ts'
import type { Studio } from './studio.ts'

type Answering = ReturnType<typeof createAnswering>

export interface Editing {
  /** Carries out a command; returns whether anything changed. */
  readonly run: (command: Command) => boolean
  readonly undo: () => void
  readonly redo: () => void
  /** Undoes or redoes until this many steps are in effect. */
  readonly goTo: (position: number) => void
  /** Reports a step that was made by other means, such as a stroke. */
  readonly made: (entry: Entry | undefined) => void
}

export function createEditing(
  studio: Studio,
  answering: Answering,
  { onStep, go }: { readonly onStep: () => void; readonly go: (place: { image: string; slice: number }) => void },
): Editing {
  const made = (entry: Entry | undefined): void => {
    studio.changed()
    if (entry === undefined) return
    if (studio.status.value.kind !== 'ready') studio.status.value = { kind: 'ready' }
    onStep()
  }
  const moved = (entry: Entry | undefined, kind: 'undone' | 'redone'): boolean => {
    if (entry === undefined) return false
    studio.changed()
    studio.status.value = { kind, title: entry.title }
    onStep()
    const [patch] = entry.patches
    const place = studio.shown.value?.place
    const isSeen = entry.patches.some(({ image, slice }) => image === place?.image && slice === place.slice)
    // A person sees what they undo, wherever it is.
    if (patch !== undefined && !isSeen) go({ image: patch.image, slice: patch.slice })
    return true
  }
  /** What is being answered: what comes after it waits for its turn. */
  let pending: Promise<void> | undefined
  const after = (work: () => Promise<void>): void => {
    const mine = (pending ?? Promise.resolve()).then(work).finally(() => {
      if (pending === mine) pending = undefined
    })
    pending = mine
  }
  /** Does it now, or in its turn; returns whether anything changed, as far as that is known. */
  const inTurn = (work: () => boolean): boolean => {
    if (pending === undefined) return work()
    after(async () => {
      work()
    })
    return true
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
      if ((command.do === 'click' || command.do === 'box') && answering.isAway()) {
        after(() => answering.ask(command).then(made))
        return true
      }
      return inTurn(() => {
        const entry = perform(session, command)
        made(entry)
        return entry !== undefined
      })
    },
    goTo: position =>
      void inTurn(() => {
        const session = studio.session()
        let entry: Entry | undefined
        const isBack = position < session.log.position
        const step = isBack ? undo : redo
        while (session.log.position !== position) {
          const next = step(session)
          if (next === undefined) break
          entry = next
        }
        return moved(entry, isBack ? 'undone' : 'redone')
      }),
    undo: () => void inTurn(() => moved(undo(studio.session()), 'undone')),
    redo: () => void inTurn(() => moved(redo(studio.session()), 'redone')),
  }
}
