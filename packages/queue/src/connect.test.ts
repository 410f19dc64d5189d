/** Which servers are refused, each with a sentence that says what to change. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectKeeping, expectSettings, parseInfo, withoutPassword } from './connect.ts'
import { queueStatus } from './status.ts'
import { createTestServer, hasServer } from './testing/redis-server.ts'
import { startWorker } from './worker.ts'

const good = { redis_version: '7.0.15', maxmemory_policy: 'noeviction', aof_enabled: '1' }

describe('a queue that would lose jobs is refused', () => {
  it.each([
    [{ redis_version: '6.0.16' }, 'is Redis 6.0.16, which is too old.', 'Use Redis 6.2 or newer, or Valkey.'],
    [{ redis_version: '5.0.14' }, 'is Redis 5.0.14, which is too old.', 'Use Redis 6.2 or newer, or Valkey.'],
    [
      { maxmemory_policy: 'volatile-lru' },
      'throws jobs away when its memory is full (maxmemory-policy is volatile-lru).',
      'Set maxmemory-policy to noeviction in its configuration.',
    ],
    [{ aof_enabled: '0' }, 'forgets jobs when it is restarted.', 'Set appendonly to yes in its configuration.'],
  ])('%j', (change, message, remedy) => {
    const info = new Map(Object.entries({ ...good, ...change }))
    expect(() => expectSettings('q', info)).toThrow(
      expect.objectContaining({ code: 'Unsupported', message: `the queue at q ${message}`, remedy }),
    )
  })

  it.each([{}, { redis_version: '6.2.0' }, { redis_version: '8.1.0' }])('and not with %j', change => {
    // Valkey says that it is Redis 7.2.4, for programs that look.
    expect(() => expectSettings('q', new Map(Object.entries({ ...good, ...change })))).not.toThrow()
  })

  it('reads what a server says', () => {
    const info = parseInfo(
      '# Server\r\nredis_version:7.0.15\r\n\r\n# Memory\r\nmaxmemory_policy:noeviction\r\nos:Linux: 6\r\n',
    )
    expect(Object.fromEntries(info)).toEqual({
      redis_version: '7.0.15',
      maxmemory_policy: 'noeviction',
      os: 'Linux: 6',
    })
  })
})

it.each(['localhost:6379', 'http://queue', 'redis://', 'file:///etc'])('%s is no address', async address => {
  await expect(expectKeeping(address)).rejects.toMatchObject({ code: 'InvalidOption' })
})

it('says that nobody answers, without the password', async () => {
  const failure = expectKeeping('redis://:secret@127.0.0.1:1')
  await expect(failure).rejects.toMatchObject({
    code: 'Unreadable',
    message: expect.stringMatching(/^the queue at redis:\/\/127\.0\.0\.1:1 does not answer: .+\.$/),
    remedy: expect.stringContaining('Check the address'),
  })
  await expect(failure).rejects.not.toMatchObject({ message: expect.stringContaining('secret') })
  expect(withoutPassword('rediss://user:p:w@queue.lab:6379')).toBe('rediss://queue.lab:6379')
})

describe.skipIf(!hasServer())('a real server', () => {
  let home: string
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'cuts-connect-'))
  })
  afterAll(() => rm(home, { recursive: true, force: true }))

  it.each([
    ['eviction', ['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru'], 'Unsupported', 'allkeys-lru'],
    ['memory alone', ['--appendonly', 'no'], 'Unsupported', 'forgets jobs'],
    ['a password', ['--requirepass', 'secret'], 'Unreadable', 'wants another password'],
  ])('with %s is refused by all who come', async (name, settings, code, says) => {
    const folder = join(home, name)
    await mkdir(folder)
    const server = await createTestServer(folder, settings)
    try {
      await server.start()
      const expected = { code, message: expect.stringContaining(says) }
      await expect(queueStatus(server.address)).rejects.toMatchObject(expected)
      const options = { queue: server.address, concurrency: 1, threads: 1, onEvent: () => {} }
      await expect(startWorker(options)).rejects.toMatchObject(expected)
    } finally {
      await server.stop('SIGKILL')
    }
  })
})
