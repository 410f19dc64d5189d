/** The page's side of a run in a worker. */
import { CutsError } from '@cuts/core'
import type { OnEvent } from '../events.ts'
import type { Summary } from '../results/summary.ts'
import type { FromWorker, RunPort, RunRequest, ToWorker } from './run-port.ts'

/**
 * Runs in `worker`, which called `serveRuns`; the page stays responsive. Aborting `signal` stops the run after the step
 * that it is at: it throws `Cancelled`, and the same request with `existing: 'continue'` goes on, after a reload too.
 * Throws as `openProject` and `runProject`, and `Unsupported` if the worker fails.
 */
export function runInWorker(
  worker: RunPort,
  request: RunRequest,
  { onEvent = () => {}, signal }: { readonly onEvent?: OnEvent; readonly signal?: AbortSignal | undefined } = {},
): Promise<Summary> {
  const tell = (message: ToWorker): void => worker.postMessage(message)
  const stop = (): void => tell({ type: 'stop' })
  return new Promise<Summary>((resolve, reject) => {
    const end = (): void => {
      worker.removeEventListener('message', hear)
      worker.removeEventListener('error', fail)
      signal?.removeEventListener('abort', stop)
    }
    const hear = (event: Event): void => {
      const message = (event as Event & { readonly data: FromWorker }).data
      if (message.type === 'event') {
        onEvent(message.event)
        return
      }
      end()
      if (message.type === 'done') resolve(message.summary)
      else if (message.code === undefined) reject(new Error(message.message))
      else reject(new CutsError(message.code, message.message, { remedy: message.remedy, action: message.action }))
    }
    const fail = (event: Event): void => {
      end()
      const { message = 'it does not start' } = event as Event & { readonly message?: string }
      reject(
        new CutsError('Unsupported', `the worker of the run failed: ${message}.`, {
          remedy: 'See the console of the browser for the reason.',
        }),
      )
    }
    worker.addEventListener('message', hear)
    worker.addEventListener('error', fail)
    signal?.addEventListener('abort', stop)
    tell({ type: 'run', request })
    if (signal?.aborted) stop()
  })
}
