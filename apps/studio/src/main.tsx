/** Starts the studio. */
import { openOpfsStore } from '@cuts/runtime/web'
import { render } from 'preact'
import { readOpened } from './files/opened.ts'
import { registerServiceWorker } from './pwa/register.ts'
import { createApp } from './state/app.ts'
import { listenToKeys } from './ui/keys.ts'
import { Page } from './ui/page.tsx'
import { words } from './ui/words/index.ts'
import { connect } from './worker/port.ts'

declare global {
  var studioSettled: () => Promise<void>
}

const start = () =>
  connect(new Worker(new URL('./worker/studio-worker.ts', import.meta.url), { type: 'module', name: 'regions' }))

const startRun = () => new Worker(new URL('./worker/run-worker.ts', import.meta.url), { type: 'module', name: 'run' })

// Private windows of some browsers let a page keep nothing: it works all the same.
const store = await openOpfsStore('cuts-studio').catch(() => undefined)
const app = createApp({ start, startRun }, store, words.value.newLabel(1))
listenToKeys(app)
render(<Page app={app} />, document.querySelector('#app')!)
// Before it closes, whatever drives this page can wait until everything is written.
globalThis.studioSettled = app.saving.settled
await app.restore()
const opened = await readOpened()
await app.openGiven(opened)
// The command line serves each page at an address of its own, which is worth nothing when it has ended.
if (opened.kind === 'nothing') registerServiceWorker()
