/**
 * Workers and their children are killed at random moments, one sleeps longer than its lease, and the queue is restarted
 * twice: the files are those of one process, and each image was finished once. `CUTS_KILLS=60x20` kills twenty times
 * within sixty images.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createRandom } from '@cuts/core'
import { runFolder } from '@cuts/runtime/node'
import { resultHashes, sealsOf } from '@cuts/testing/result-files'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queueMetrics, submitRun } from './index.ts'
import { canQueue, childrenOf, createRig, type Rig, type TestWorker, until } from './testing/rig.ts'

const [count = 24, kills = 4] = (process.env.CUTS_KILLS ?? '24x4').split('x').map(Number)
const seed = Number(process.env.CUTS_SEED ?? 1)

describe.skipIf(!canQueue)('a queue whose workers die', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await createRig(count, 32)
    await runFolder(rig.run('whole', {}))
  }, 300_000)
  afterAll(() => rig.end())

  it('leaves the bytes of one process, and finishes each image once', { timeout: 1000_000 }, async () => {
    const { run, server, work, stateOf, home } = rig
    const out = join(home, 'queued')
    const limits = { seconds: 3, images: 200 }
    const submitted = await submitRun({ ...run('queued', {}), queue: server.address, limits })
    expect(submitted).toMatchObject({ images: count, trains: true })

    const workers: TestWorker[] = Array.from({ length: 3 }, () => work())
    const seals = new Map<string, string>()
    const again: string[] = []
    const look = async (): Promise<number> => {
      const now = Object.entries(await sealsOf(out))
      for (const [id, seal] of now) {
        if (seals.has(id) && seals.get(id) !== seal) again.push(id)
        seals.set(id, seal)
      }
      return now.length
    }
    const random = createRandom(seed)
    const dead = { workers: 0, children: 0 }
    let sleeper: TestWorker | undefined
    for (let kill = 0; kill < kills; kill++) {
      await until('more images', async () => (await look()) > (kill * (count - 2)) / kills)
      await setTimeout(random.integer(400))
      const at = random.integer(3)
      const victim = workers[at]!
      const children = await childrenOf(victim.pid!)
      if (kill % 2 === 1 && children.length > 0) {
        for (const child of children) process.kill(child, 'SIGKILL')
        dead.children++
      } else {
        victim.kill('SIGKILL')
        dead.workers++
        workers[at] = work()
      }
      if (kill === Math.floor(kills / 2)) {
        sleeper = workers[(at + 1) % 3]!
        process.kill(-sleeper.pid!, 'SIGSTOP')
        workers[(at + 1) % 3] = work()
      }
      if (kill === Math.floor(kills / 4) || kill === Math.floor((3 * kills) / 4)) {
        // Once without a warning, once in order.
        await server.stop(kill < kills / 2 ? 'SIGKILL' : 'SIGTERM')
        await setTimeout(300)
        await server.start()
      }
    }
    await until('the end', async () => (await look()) >= 0 && (await stateOf(submitted.run)) === 'finished', 300)
    const { failed } = JSON.parse(await readFile(join(out, 'summary.json'), 'utf8'))
    expect(failed).toEqual([])
    const finished = await resultHashes(out)
    expect(finished).toEqual(await resultHashes(join(home, 'whole')))
    process.kill(-sleeper!.pid!, 'SIGCONT')
    await setTimeout(2500)
    await look()
    expect(await resultHashes(out)).toEqual(finished)
    expect(again).toEqual([])
    expect(dead.workers + dead.children).toBe(kills)
    console.info(
      `${count} images: killed ${dead.workers} workers and ${dead.children} children, restarted the queue twice`,
    )
    expect(await queueMetrics(server.address)).toMatch(/bullmq_job_count\{[^}]*state="completed"[^}]*\} [1-9]/)
    const everything = await rig.dump()
    expect(everything).toContain(out)
    expect(everything).not.toMatch(/\.png|image\//)
  })
})
