import { CutsError, remediesOf } from '@cuts/core'
import { expect, it } from 'vitest'
import { runInWorker } from './connect-runs.ts'
import type { FromWorker, RunPort, RunRequest } from './run-port.ts'

const request: RunRequest = {
  files: [],
  images: '.',
  options: { preset: 'default', seed: 1 },
  store: 'x',
  existing: 'new',
}

/** A worker that answers with `message`, cloned as it would be on its way to the page. */
function answering(message: FromWorker): RunPort {
  const target = new EventTarget()
  return {
    postMessage: () => target.dispatchEvent(Object.assign(new Event('message'), { data: structuredClone(message) })),
    addEventListener: target.addEventListener.bind(target),
    removeEventListener: target.removeEventListener.bind(target),
  }
}

it('what fails in the worker fails in the page, with its code, remedy and action', async () => {
  const error = new CutsError('Unwritable', 'x already holds results.', {
    remedy: 'Look at them first.',
    action: { do: 'continue or replace results' },
  })
  const told = { code: error.code, message: error.message, ...remediesOf(error) }
  await expect(runInWorker(answering({ type: 'error', ...told }), request)).rejects.toMatchObject({
    name: 'CutsError',
    ...told,
  })
})
