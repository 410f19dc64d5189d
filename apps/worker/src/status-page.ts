/** Serves numbers for Prometheus and one page for people. It changes nothing and knows no names of images. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CutsError } from '@cuts/core'
import { type QueueStatus, queueMetrics, queueStatus, type RunningWorker } from '@cuts/queue'

export interface Page {
  readonly address: string
  close(): Promise<void>
}

/** Throws `InvalidOption` for another form of `place` than PORT or HOST:PORT. */
export async function servePage(
  place: string,
  queue: string,
  worker: Pick<RunningWorker, 'worker' | 'counts'>,
): Promise<Page> {
  const [, host = '127.0.0.1', port] = /^(?:(.+):)?(\d{1,5})$/.exec(place) ?? []
  if (port === undefined || Number(port) > 65_535)
    throw new CutsError('InvalidOption', `${place} is not a port.`, { remedy: 'Give PORT, or HOST:PORT.' })
  const server = createServer((request, response) => {
    const send = (type: string, text: string): void => {
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).end(text)
    }
    const answer = async (): Promise<void> => {
      if (request.url === '/metrics') send('text/plain', (await queueMetrics(queue)) + ownMetrics(worker))
      else if (request.url === '/') send('text/html', pageOf(await queueStatus(queue)))
      else response.writeHead(404).end()
    }
    answer().catch(() => response.writeHead(503).end('The queue does not answer.'))
  })
  server.listen(Number(port), host)
  await once(server, 'listening')
  const bound = server.address() as AddressInfo
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}/`,
    close: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function ownMetrics({ worker, counts }: Pick<RunningWorker, 'worker' | 'counts'>): string {
  const rows = [
    ['cuts_worker_jobs_total', 'jobs that this worker has done', counts.jobs],
    ['cuts_worker_images_total', 'images in batches that this worker has done', counts.images],
    ['cuts_worker_failed_images_total', 'images among them that failed', counts.failed],
    ['cuts_worker_seconds_total', 'seconds that jobs took', counts.seconds],
  ] as const
  return rows
    .map(
      ([name, help, value]) => `# HELP ${name} ${help}\n# TYPE ${name} counter\n${name}{worker="${worker}"} ${value}\n`,
    )
    .join('')
}

function pageOf({ runs, counts, workers }: QueueStatus): string {
  const cells = (values: readonly (string | number)[], tag: string): string =>
    `<tr>${values.map(value => `<${tag}>${escaped(String(value))}</${tag}>`).join('')}</tr>`
  const states = Object.entries(counts).filter(([, count]) => count > 0)
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="10"><title>CUTS queue</title>
<style>body{font:16px system-ui;margin:2rem}td,th{padding:.2rem .8rem;text-align:left}</style>
<h1>CUTS queue</h1><p>${workers} workers · ${states.map(([state, count]) => `${count} ${escaped(state)}`).join(' · ')}</p>
<table>${cells(['run', 'folder', 'state', 'batches', 'done', 'failed'], 'th')}
${runs.map(({ run, out, state, batches, done, failed }) => cells([run, out, state, batches, done, failed], 'td')).join('\n')}</table></html>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
