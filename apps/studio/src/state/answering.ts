/** Clicks and boxes answered by a worker, so that the page goes on; without shared memory the page answers itself. */
import { type Asking, answerTo, type Entry, frameKey, questionOf, takeAnswer } from '../engine/index.ts'
import type { Connection } from '../worker/port.ts'
import { isShared } from '../worker/shared.ts'
import type { Studio } from './studio.ts'

export function createAnswering(studio: Studio) {
  let worker: Connection | undefined
  return {
    /** Whether a worker can answer for what is on the screen. */
    isAway: (): boolean => {
      const space = studio.regions.value?.space
      return space !== undefined && isShared(space.leaves) && isShared(space.values.data)
    },
    /** Starts the worker, so that the first answer does not wait for it. */
    prepare: (): void => {
      worker ??= studio.workers.start()
    },
    /** Carries a command out when its answer is there; undefined if it changes nothing. */
    ask: async (command: Asking): Promise<Entry | undefined> => {
      const session = studio.session()
      const key = frameKey(command.place)
      worker ??= studio.workers.start()
      for (;;) {
        const held = session.held.get(key)
        const question = questionOf(session, command)
        if (held === undefined || question === undefined) return undefined
        const { regions, selection } = held
        const answer = await worker
          .ask('select', { space: regions.space, selection, question })
          .catch(() => answerTo(regions.space, selection, question))
        if (studio.session() !== session) return undefined
        // What was asked about has changed meanwhile, by a stroke or by better regions: it is asked again.
        if (session.held.get(key)?.selection !== selection) continue
        return takeAnswer(session, command.place, question.title, answer)
      }
    },
  }
}
