/** Starts the studio, in one tab at a time. */
import { openOpfsStore } from '@cuts/runtime/web'
import { render } from 'preact'
import { readOpened } from './files/opened.ts'
import { registerServiceWorker } from './pwa/register.ts'
import { type App, createApp } from './state/app.ts'
import { createClaim } from './state/one-tab.ts'
import { listenToDrops } from './ui/drops.ts'
import { Elsewhere } from './ui/elsewhere.tsx'
import { listenToKeys } from './ui/keys.ts'
import { Page } from './ui/page.tsx'
import { words } from './ui/words/index.ts'
import { connect } from './worker/port.ts'

declare global {
  var studioSettled: () => Promise<void>
}

const root = document.querySelector('#app')!
let app: App | undefined

const claim = createClaim(async () => {
  await app?.saving.end()
  // Everything of this tab is written; the other one goes on from there.
  render(<Elsewhere onTake={() => void claim.takeOver().then(() => location.reload())} />, root)
})

async function start(): Promise<void> {
  const startWorker = () =>
    connect(new Worker(new URL('./worker/studio-worker.ts', import.meta.url), { type: 'module', name: 'regions' }))
  const startRun = () => new Worker(new URL('./worker/run-worker.ts', import.meta.url), { type: 'module', name: 'run' })
  // Private windows of some browsers let a page keep nothing: it works all the same.
  const store = await openOpfsStore('cuts-studio').catch(() => undefined)
  app = createApp({ start: startWorker, startRun }, store, words.value.newLabel(1))
  listenToKeys(app)
  listenToDrops(app)
  render(<Page app={app} />, root)
  // Before it closes, whatever drives this page can wait until everything is written.
  globalThis.studioSettled = app.saving.settled
  await app.restore()
  const opened = await readOpened()
  await app.openGiven(opened)
  // The command line serves each page at an address of its own, which is worth nothing when it has ended.
  if (opened.kind === 'nothing') registerServiceWorker()
}

if (await claim.take()) await start()
else render(<Elsewhere onTake={() => void claim.takeOver().then(start)} />, root)
