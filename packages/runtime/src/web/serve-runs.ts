/** The worker's side: whole runs, from the files of a page to results in the browser's private file system. */
import { isCutsError, remediesOf } from '@cuts/core'
import { describeEncoder } from '@cuts/nn'
import { createWebEngine } from '@cuts/nn/web'
import { openProject } from '../run/project.ts'
import { runProject } from '../run/run-project.ts'
import type { Store } from '../store/store.ts'
import { openOpfsStore } from './opfs-store.ts'
import { pageFiles } from './page-files.ts'
import type { FromWorker, RunPort, RunRequest, ToWorker } from './run-port.ts'

/**
 * Answers the page at the other end of `port`, which inside a worker is `self`. One run at a time. `report` is called with
 * the results of each run before it counts as done.
 */
export function serveRuns(port: RunPort, report: (store: Store) => Promise<unknown> = async () => {}): void {
  let controller: AbortController | undefined
  const say = (message: FromWorker): void => port.postMessage(message)
  port.addEventListener('message', async event => {
    const message = (event as Event & { readonly data: ToWorker }).data
    if (message.type === 'stop') {
      controller?.abort()
      return
    }
    controller = new AbortController()
    try {
      say({ type: 'done', summary: await run(message.request, controller.signal, say, report) })
    } catch (error) {
      if (isCutsError(error)) say({ type: 'error', code: error.code, message: error.message, ...remediesOf(error) })
      else say({ type: 'error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
}

async function run(
  request: RunRequest,
  signal: AbortSignal,
  say: (message: FromWorker) => void,
  report: (store: Store) => Promise<unknown>,
) {
  const { files, images, masks, model, options, settings, store, existing, engine } = request
  const results = await openOpfsStore(store)
  const project = await openProject({
    images,
    masks,
    model: model && { name: 'model.onnx', bytes: model, channels: describeEncoder(model, 'model.onnx').channels },
    options,
    settings,
    files: pageFiles(files),
    store: results,
    engine: onNotice => createWebEngine({ ...engine, onNotice }),
    existing,
    signal,
    onEvent: event => say({ type: 'event', event }),
  })
  const summary = await runProject(project)
  await report(results)
  return summary
}
