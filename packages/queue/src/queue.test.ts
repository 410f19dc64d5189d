/** Images that end their process, disks that are full, folders that are away, and runs that are cancelled. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runFolder, segmentFolder } from '@cuts/runtime/node'
import { resultHashes, sealsOf } from '@cuts/testing/result-files'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { cancelRun, submitRun } from './index.ts'
import { canQueue, childrenOf, createRig, picture, type Rig, until, writePictures } from './testing/rig.ts'

describe.skipIf(!canQueue)('a queue', () => {
  let rig: Rig
  let model: string
  beforeAll(async () => {
    rig = await createRig(4)
    await runFolder(rig.run('whole', {}))
    model = join(rig.home, 'whole', 'model.onnx')
    await segmentFolder(rig.run('other', { model }))
  }, 120_000)
  afterEach(() => rig.stopWorkers())
  afterAll(() => rig.end())

  it('gives up an image that ends its process each time, names it, and does the rest', async () => {
    const { home, run, server, work, stateOf } = rig
    const images = join(home, 'poisoned')
    await writePictures(images, 3)
    await writeFile(join(images, 'huge.png'), picture(9, 2500))
    work({ memoryMb: 300 })
    const { run: id } = await submitRun({ ...run('poison', { images, model }), queue: server.address })
    await until('the end', async () => (await stateOf(id)) === 'finished')
    const summary = JSON.parse(await readFile(join(home, 'poison', 'summary.json'), 'utf8'))
    expect(summary.images.map((image: { id: string }) => image.id)).toEqual(['0', '1', '2'])
    expect(summary.failed).toEqual([
      {
        path: expect.stringContaining('huge.png'),
        error: expect.stringContaining('it needed more than 300 MB of memory.'),
      },
    ])
  }, 200_000)

  it('tries again where a disk is full or a folder away, and leaves nothing half-written', async () => {
    const { home, run, server, work, stateOf } = rig
    const out = join(home, 'full')
    const { run: id } = await submitRun({ ...run('full', { model }), queue: server.address })
    // Files of more than 600 bytes cannot be written whole by this process and its children: writing them ends in the middle.
    const worker = work({}, ['prlimit', '--fsize=600:unlimited'])
    const failures = () => worker.said.filter(line => line.includes('"failed"'))
    await until('a full disk', () => failures().length > 0)
    expect(failures()[0]).toContain('"isLast":false')
    expect(failures()[0]).toContain('could not be written')
    expect(await sealsOf(out)).toEqual({})
    expect((await readdir(out, { recursive: true })).filter(name => name.endsWith('.partial'))).toEqual([])
    execFileSync('prlimit', ['--pid', String(worker.pid), '--fsize=unlimited'])
    // One that has ended meanwhile is not there to be given space, and those that come have it from the worker.
    for (const pid of await childrenOf(worker.pid!)) spawnSync('prlimit', ['--pid', String(pid), '--fsize=unlimited'])
    await rename(out, `${out}-away`)
    const before = failures().length
    await until('a missing folder', () => failures().length > before)
    expect(failures().at(-1)).toContain('"isLast":false')
    expect(failures().at(-1)).toContain(out)
    expect(await readdir(out).catch(() => 'not there')).toBe('not there')
    await rename(`${out}-away`, out)
    await until('the end', async () => (await stateOf(id)) === 'finished')
    expect(await resultHashes(out)).toEqual(await resultHashes(join(home, 'other')))
    // What failed is told where the worker runs. The queue hears no names.
    expect(await rig.dump()).not.toMatch(/\.png|image\//)
  }, 200_000)

  it('makes one tree over a set in rounds of batches, to the bytes of one process', async () => {
    const { home, run, server, work, stateOf } = rig
    work()
    work()
    const options = { model, grouping: 'dataset' } as const
    const { run: id, batches } = await submitRun({
      ...run('set', options),
      queue: server.address,
      limits: { seconds: 3, images: 2 },
    })
    // The space, two of segments, the tree, two that paint.
    expect(batches).toBe(6)
    await until('the end', async () => (await stateOf(id)) === 'finished')
    await segmentFolder(run('set-whole', options))
    expect(await resultHashes(join(home, 'set'))).toEqual(await resultHashes(join(home, 'set-whole')))
  }, 200_000)

  it('stops a run that is cancelled, keeps what is done, and another submission goes on from there', async () => {
    const { home, run, server, work, stateOf } = rig
    work()
    const limits = { seconds: 3, images: 1 }
    const { run: id } = await submitRun({ ...run('cancelled', { model }), queue: server.address, limits })
    await cancelRun(server.address, id)
    await until('the cancelled run', async () => (await stateOf(id)) === 'cancelled')
    await expect(cancelRun(server.address, 'nothing')).rejects.toMatchObject({ code: 'NothingToDo' })
    const again = await submitRun({ ...run('cancelled', { model }), queue: server.address })
    await until('the end', async () => (await stateOf(again.run)) === 'finished')
    expect(await resultHashes(join(home, 'cancelled'))).toEqual(await resultHashes(join(home, 'other')))
  }, 200_000)
})
