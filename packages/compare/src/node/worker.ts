/** A process that does tasks for another: it is told the setup once, then one task after the other. */
import { isCutsError } from '@cuts/core'
import type { FromWorker, ToWorker } from './fork.ts'
import { type Performer, performHere } from './perform.ts'

const controller = new AbortController()
let performer: Performer | undefined

const say = (message: FromWorker): void => void process.send!(message)

// Ctrl-C reaches every process of the terminal: when to stop is for the one that was started to say.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit())
process.on('message', async (message: ToWorker) => {
  if (message.type === 'setup') performer = performHere(message.setup, controller.signal)
  else if (message.type === 'stop') controller.abort()
  else
    try {
      const outcome = await performer!.perform(message.task, (done, total) => say({ type: 'progress', done, total }))
      say({ type: 'outcome', outcome })
    } catch (error) {
      say(
        isCutsError(error)
          ? { type: 'error', code: error.code, message: error.message, remedy: error.remedy }
          : { type: 'error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) },
      )
    }
})
