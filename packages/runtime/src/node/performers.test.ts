/** Processes side by side: the same bytes for any number of them, and one that dies costs the image it was at. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createRandom } from '@cuts/core'
import { encodePng } from '@cuts/formats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunEvent } from '../events.ts'
import { runFolder, segmentFolder } from './run-folder.ts'

const side = 40
let home: string
let images: string
let model: string

const settings = {
  training: { batchImages: 2, samplesPerImage: 4 },
  schedule: { steps: 2 },
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-jobs-'))
  images = join(home, 'images')
  await mkdir(images)
  for (let i = 0; i < 6; i++) {
    const random = createRandom(i)
    const data = Uint8Array.from({ length: side * side }, (_, at) => (at % side < 20 ? 70 : 180) + random.integer(40))
    await writeFile(join(images, `${i}.png`), encodePng({ kind: 'grey', width: side, height: side, data }))
  }
  await runFolder(run('first', { jobs: 1 }))
  model = join(home, 'first', 'model.onnx')
})
afterAll(() => rm(home, { recursive: true, force: true }))

function run<More extends object>(out: string, more: More) {
  const common = { images, out: join(home, out), seed: 3, preset: 'default', settings, device: 'cpu' } as const
  return { ...common, threads: 2, resume: false, overwrite: false, onEvent: () => {}, ...more }
}

/** Everything in the folders of the images but what says how long it took. */
async function results(out: string): Promise<{ [name: string]: string }> {
  const hashes: { [name: string]: string } = {}
  const root = join(home, out, 'images')
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === 'result.json') continue
    const file = join(entry.parentPath, entry.name)
    hashes[file.slice(root.length)] = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
  }
  return hashes
}

describe('jobs', () => {
  it.each([2, 3])('%i at a time leave the bytes that one leaves', async jobs => {
    const events: RunEvent[] = []
    const summary = await segmentFolder(
      run(`jobs-${jobs}`, { jobs, model, onEvent: (event: RunEvent) => events.push(event) }),
    )
    expect(summary.images.map(({ id }) => id)).toEqual(['0', '1', '2', '3', '4', '5'])
    expect(await results(`jobs-${jobs}`)).toEqual(await results('first'))
    const working = events.flatMap(event => (event.type === 'working' ? [event] : []))
    expect(events.findIndex(event => event.type === 'working')).toBeLessThan(
      events.findIndex(event => event.type === 'image'),
    )
    // Each image tells its steps, before the first is written there is a time, and the share is that of the whole.
    for (const id of ['0', '5']) expect(working.filter(event => event.id === id)).toHaveLength(3)
    const first = events.slice(
      0,
      events.findIndex(event => event.type === 'image'),
    )
    expect(first.some(event => event.type === 'working' && event.etaSeconds > 0)).toBe(true)
    expect(working.map(({ share }) => share)).toEqual(working.map(({ share }) => share).toSorted((a, b) => a - b))
    expect(working.at(-1)!.share).toBeGreaterThan(0.5)
    const done = events.flatMap(event => (event.type === 'image' ? [[event.done, event.total]] : []))
    expect(done).toEqual([1, 2, 3, 4, 5, 6].map(count => [count, 6]))
  })

  it.skipIf(process.platform !== 'linux')(
    'go on when a process is killed, and a resumed run mends what it cost (skipped but on Linux)',
    async () => {
      let killed = false
      const onEvent = async (event: RunEvent): Promise<void> => {
        if (event.type !== 'image' || killed) return
        killed = true
        const children = await readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
        process.kill(Number(children.trim().split(' ')[0]), 'SIGKILL')
      }
      const summary = await segmentFolder(run('killed', { jobs: 2, model, onEvent }))
      expect(summary.images.length + summary.failed.length).toBe(6)
      expect(summary.failed.length).toBeLessThanOrEqual(1)
      for (const { error } of summary.failed)
        expect(error).toMatch(/could not be segmented: its process ended \(SIGKILL\)/)
      const mended = await segmentFolder(run('killed', { jobs: 2, model, resume: true }))
      expect(mended.failed).toEqual([])
      expect(await results('killed')).toEqual(await results('first'))
    },
  )

  it.skipIf(process.platform !== 'linux')(
    'end by themselves when the process that started them is killed (skipped but on Linux)',
    async () => {
      const module = new URL('../../dist/node/run-folder.js', import.meta.url).href
      const request = { ...run('orphans', { jobs: 2, model }), onEvent: undefined }
      const program = `
        import { segmentFolder } from ${JSON.stringify(module)}
        await segmentFolder({ ...${JSON.stringify(request)}, onEvent: event => console.log(event.type, event.id) })`
      const parent = spawn(process.execPath, ['--input-type=module', '--eval', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let children: readonly string[] = []
      for await (const chunk of parent.stdout) {
        // The first word from inside a process.
        if (!/^working \d/m.test(String(chunk))) continue
        children = (await readFile(`/proc/${parent.pid}/task/${parent.pid}/children`, 'utf8')).trim().split(' ')
        parent.kill('SIGKILL')
        break
      }
      expect(children).toHaveLength(2)
      while (children.some(pid => existsSync(`/proc/${pid}`))) await setTimeout(20)
      const left = await results('orphans').catch(() => ({}))
      const whole = await results('first')
      for (const [name, hash] of Object.entries(left)) if (!name.includes('.partial')) expect(hash).toBe(whole[name])
      await segmentFolder(run('orphans', { jobs: 2, model, resume: true }))
      expect(await results('orphans')).toEqual(whole)
    },
  )

  it('stop when they are told to, and go on from there', async () => {
    const controller = new AbortController()
    const onEvent = (event: RunEvent): void => {
      if (event.type === 'image') controller.abort()
    }
    const stopped = segmentFolder(run('stopped', { jobs: 2, model, onEvent, signal: controller.signal }))
    await expect(stopped).rejects.toMatchObject({ code: 'Cancelled' })
    const before = (await readdir(join(home, 'stopped', 'images'))).filter(name => !name.startsWith('.'))
    expect(before.length).toBeLessThan(6)
    const made: string[] = []
    await segmentFolder(
      run('stopped', {
        jobs: 2,
        model,
        resume: true,
        onEvent: (event: RunEvent) => {
          if (event.type === 'image') made.push(event.id)
        },
      }),
    )
    expect(made.some(id => before.includes(id))).toBe(false)
    expect(await results('stopped')).toEqual(await results('first'))
  })
})
