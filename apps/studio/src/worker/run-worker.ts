/** The worker of a run with settings: training, regions and the report of all images, into the private file system. */
import { setCodecs } from '@cuts/formats/web'
import { type RunPort, serveRuns } from '@cuts/runtime/web'
import { config } from 'zod'

// Otherwise it tries to compile code from text, which the page's policy forbids.
config({ jitless: true })
setCodecs(new URL('../codecs/', self.location.href))

serveRuns(self as RunPort, async store => {
  const { writeRunReport } = await import('@cuts/report')
  await writeRunReport(store)
})
