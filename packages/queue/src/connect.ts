/** Connections to the queue, and whether the server behind them keeps what it is given. */
import { CutsError } from '@cuts/core'
import { Redis, type RedisOptions } from 'ioredis'

/** Names in the server begin with it. */
export const prefix = 'cuts'

/** The queue of all runs. */
export const queueName = 'runs'

type Options = Omit<RedisOptions, 'replyMapping'>

/** Connects to a server at `redis://` or `rediss://`. Throws `InvalidOption` for another address. */
export function connect(address: string, options: Options): Redis {
  if (!/^rediss?:\/\/[^/]/.test(address))
    throw new CutsError('InvalidOption', `${withoutPassword(address)} is not the address of a queue.`, {
      remedy: 'Give redis://HOST:PORT, or rediss://HOST:PORT with encryption.',
    })
  const client = new Redis(address, { ...options, lazyConnect: true })
  // Errors reach those who wait for an answer; without a listener they would end the process.
  client.on('error', () => {})
  return client
}

/** For those who give work and ask: they fail at once if the server is away. */
export const asking: Options = {
  maxRetriesPerRequest: 1,
  enableOfflineQueue: true,
  connectTimeout: 5000,
  retryStrategy: () => null,
}

/** For workers: they wait for the server to come back. */
export const working: Options = {
  maxRetriesPerRequest: null,
  retryStrategy: tries => Math.min(250 * 2 ** tries, 5000),
}

/**
 * Throws `Unreadable` if the server does not answer, and `Unsupported` if it would lose jobs: too old, allowed to throw
 * keys away, or without a log of what it was given.
 */
export async function expectKeeping(address: string): Promise<void> {
  const client = connect(address, asking)
  const where = withoutPassword(address)
  // What is thrown says that the connection is closed; why is said before.
  let why: Error | undefined
  client.on('error', error => {
    why = error
  })
  try {
    const info = await client
      .connect()
      .then(() => client.info())
      .catch(cause => {
        throw noAnswer(where, why ?? cause)
      })
    expectSettings(where, parseInfo(info))
  } finally {
    client.disconnect()
  }
}

function noAnswer(where: string, cause: Error): CutsError {
  if (/^(NOAUTH|WRONGPASS)/.test(cause.message))
    return new CutsError('Unreadable', `the queue at ${where} wants another password.`, {
      remedy: 'Give it in the address: redis://:PASSWORD@HOST:PORT.',
      cause,
    })
  const message = cause.message.replace(/\.$/, '')
  return new CutsError('Unreadable', `the queue at ${where} does not answer: ${message}.`, {
    remedy: 'Check the address, and that the server runs and may be reached from here.',
    cause,
  })
}

/** Throws `Unsupported` unless the server keeps what it is given. `info` is what it says about itself, by name. */
export function expectSettings(where: string, info: ReadonlyMap<string, string>): void {
  const version = info.get('redis_version') ?? '0'
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const refuse = (message: string, remedy: string): never => {
    throw new CutsError('Unsupported', `the queue at ${where} ${message}`, { remedy })
  }
  if (major < 6 || (major === 6 && minor < 2))
    refuse(`is Redis ${version}, which is too old.`, 'Use Redis 6.2 or newer, or Valkey.')
  const policy = info.get('maxmemory_policy')
  if (policy !== 'noeviction')
    refuse(
      `throws jobs away when its memory is full (maxmemory-policy is ${policy ?? 'not told'}).`,
      'Set maxmemory-policy to noeviction in its configuration.',
    )
  if (info.get('aof_enabled') !== '1')
    refuse('forgets jobs when it is restarted.', 'Set appendonly to yes in its configuration.')
}

/** Reads the answer to INFO. */
export function parseInfo(text: string): Map<string, string> {
  const pairs = text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const [, name, value] = /^([a-z]\w*):(.*)$/.exec(line) ?? []
    return name === undefined ? [] : [[name, value ?? '']]
  })
  return new Map(pairs)
}

/** Addresses are printed; passwords in them never are. */
export function withoutPassword(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//')
}
