/** A Redis server of a test's own, which it can stop and start again. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { Redis } from 'ioredis'

export interface TestServer {
  readonly address: string
  start(): Promise<void>
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** Whether there is a server to start: Debian has it in the package redis-server. */
export function hasServer(): boolean {
  try {
    execFileSync('redis-server', ['--version'])
    return true
  } catch {
    console.warn('skipped: redis-server is not installed (Debian: apt-get install redis-server)')
    return false
  }
}

export async function createTestServer(folder: string, settings: readonly string[] = []): Promise<TestServer> {
  const port = await freePort()
  let server: ChildProcess | undefined
  const asked = settings.indexOf('--requirepass')
  const password = asked < 0 ? undefined : settings[asked + 1]
  const usual = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '', '--maxmemory-policy', 'noeviction']
  return {
    address: `redis://127.0.0.1:${port}`,
    start: async () => {
      const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder]
      server = spawn('redis-server', [...place, ...usual, ...settings], { stdio: 'ignore' })
      for (;;) {
        const client = new Redis(port, {
          ...(password === undefined ? {} : { password }),
          lazyConnect: true,
          retryStrategy: () => null,
          maxRetriesPerRequest: 0,
        })
        client.on('error', () => {})
        const isUp = await client
          .connect()
          .then(() => client.ping())
          .then(
            () => true,
            () => false,
          )
        client.disconnect()
        if (isUp) return
        await setTimeout(50)
      }
    },
    stop: async (signal = 'SIGTERM') => {
      if (server === undefined || server.exitCode !== null) return
      server.kill(signal)
      await once(server, 'exit')
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
