/** The installed programs on many machines: a shard whose time is over, and a run over a queue from its order to its end. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { createRandom } from '@cuts/core'
import { runFolder } from '@cuts/runtime/node'
import { dicomFile } from '@cuts/testing'
import { resultHashes, sealsOf } from '@cuts/testing/result-files'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canQueue, createRig, type Rig, until, writePictures } from '../packages/queue/src/testing/rig.ts'

const cuts = fileURLToPath(new URL('../apps/cli/bin/cuts.js', import.meta.url))
const cutsWorker = fileURLToPath(new URL('../apps/worker/bin/cuts-worker.js', import.meta.url))

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

function cli(program: string, ...argv: readonly string[]): Promise<Ended> {
  return new Promise(resolve =>
    execFile(process.execPath, [program, ...argv], { env: { ...process.env, CUTS_QUEUE: '' } }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    ),
  )
}

describe.skipIf(!canQueue)('installed programs', () => {
  let rig: Rig
  let model: string
  beforeAll(async () => {
    rig = await createRig(3)
    await writePictures(join(rig.home, 'larger'), 5, 64)
    await runFolder(rig.run('model', {}))
    model = join(rig.home, 'model', 'model.onnx')
  }, 120_000)
  afterAll(() => rig.end())

  it('a shard that gets SIGTERM finishes its image, says where it stopped, and goes on when it is run again', async () => {
    const { home } = rig
    const [out, whole] = [join(home, 'stopped'), join(home, 'undisturbed')]
    const argv = ['segment', join(home, 'larger'), '--model', model, '--threads', '1', '--jobs', '1']
    const shard = [...argv, '--out', out, '--shard', '0/1']
    const child = spawn(process.execPath, [cuts, ...shard, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] })
    let [said, complaints] = ['', '']
    child.stderr.on('data', (text: Buffer) => {
      complaints += text
    })
    child.stdout.on('data', (text: Buffer) => {
      if (!said.includes('"type":"image"') && String(text).includes('"type":"image"')) child.kill('SIGTERM')
      said += text
    })
    expect(await codeOf(child)).toBe(130)
    const seals = await sealsOf(out)
    const done = Object.keys(seals).length
    expect(done).toBeGreaterThan(0)
    expect(done).toBeLessThan(5)
    expect(complaints).toContain(`stopped after ${done} of 5 images`)
    const record = JSON.parse(await readFile(join(out, 'shards', '0000-of-0001.json'), 'utf8'))
    expect(record).toMatchObject({ state: 'stopped', images: 5 })
    expect((await readdir(join(out, 'images'))).filter(name => name.startsWith('.'))).toEqual([])

    expect(await cli(cuts, ...shard)).toMatchObject({ code: 0 })
    expect(await sealsOf(out)).toMatchObject(seals)
    const merged = await cli(cuts, 'merge', out, '--expect', join(home, 'larger'))
    expect(merged).toMatchObject({ code: 0, out: expect.stringContaining('5 of 5 images segmented.') })
    expect(await cli(cuts, ...argv, '--out', whole)).toMatchObject({ code: 0 })
    expect(await hashesBut(out)).toEqual(await hashesBut(whole))
  }, 120_000)

  it('submit gives a run to the workers, status and a page show it, and cancel stops it', async () => {
    const { home, server } = rig
    const images = join(home, 'ward-Geheim')
    await mkdir(images)
    for (let i = 0; i < 3; i++) await writeFile(join(images, `Zweistein-${i}.dcm`), slice(i))
    const queue = ['--queue', server.address]
    const order = ['submit', images, '--model', model, '--out', join(home, 'ordered'), ...queue]
    const submitted = await cli(cuts, ...order, '--json')
    expect(submitted).toMatchObject({ code: 0 })
    const { run, images: count } = JSON.parse(submitted.out.trim().split('\n').at(-1)!)
    expect(count).toBeGreaterThan(0)
    const before = await cli(cuts, 'status', ...queue)
    expect(before.out).toMatch(new RegExp(`${run} +segmenting +1 +0 +0 .*ordered\\n0 workers\\.`))

    const worker = spawn(process.execPath, [cutsWorker, ...queue, '--concurrency', '1', '--metrics', '0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    try {
      const told = listen(worker.stderr)
      await until('the status page', () => told.text.includes('status: '))
      const page = /status: (\S+)/.exec(told.text)![1]!
      await until('the end', async () => (await statusOf(queue, run)) === 'finished')
      expect(await (await fetch(page)).text()).toMatch(
        new RegExp(
          `<h1>CUTS queue</h1><p>1 workers.*${run}</td><td>[^<]*ordered</td><td>finished</td><td>1</td><td>1</td>`,
          's',
        ),
      )
      const metrics = await (await fetch(`${page}metrics`)).text()
      // As Prometheus reads it: names, labels and numbers, each line of a metric that was declared.
      for (const line of metrics.trim().split('\n'))
        expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",? ?)*\})? [\d.e+-]+)$/)
      expect(metrics).toMatch(/bullmq_job_count\{[^}]*state="completed"[^}]*\} 2/)
      expect(metrics).toMatch(new RegExp(`cuts_worker_images_total\\{worker="[\\da-f]{8}"\\} ${count}\\n`))
      expect((await fetch(`${page}other`)).status).toBe(404)

      const other = await cli(cuts, ...order.map(word => word.replace('ordered', 'unwanted')), '--json')
      const { run: unwanted } = JSON.parse(other.out.trim().split('\n').at(-1)!)
      const cancelled = await cli(cuts, 'cancel', unwanted, ...queue)
      expect(cancelled).toMatchObject({
        code: 0,
        out: `Run ${unwanted} stops after the images under way. What is done stays.\n`,
      })
      expect(await statusOf(queue, unwanted)).toBe('cancelled')
      expect(await cli(cuts, 'cancel', 'no-such-run', ...queue)).toMatchObject({
        code: 2,
        err: expect.stringContaining('the queue knows no run no-such-run.'),
      })
      worker.kill('SIGTERM')
      expect(await codeOf(worker)).toBe(0)
      expect(told.text).toContain('stopping after the images under way')
      expect(await readdir(join(home, 'ordered'))).toEqual(expect.arrayContaining(['summary.json', 'report.html']))
    } finally {
      worker.kill('SIGKILL')
    }
    const everything = await rig.dump()
    expect(everything).toContain(join(home, 'ordered'))
    for (const secret of ['Zweistein', 'Geheim', 'MRN-4711', '19440605', '.dcm', model])
      expect(everything).not.toContain(secret)
  }, 120_000)

  it('each refusal is a sentence with what to do', async () => {
    const { home, server } = rig
    const submit = ['submit', join(home, 'images'), '--model', model]
    const nowhere = ['--queue', 'redis://:secret@127.0.0.1:1']
    for (const ended of [
      await cli(cuts, ...submit, '--out', join(home, 'nothing'), ...nowhere),
      await cli(cuts, 'status', ...nowhere),
      await cli(cutsWorker, ...nowhere),
    ]) {
      expect(ended.code).toBe(2)
      expect(ended.err).toMatch(
        /^cuts(-worker)?: the queue at redis:\/\/127\.0\.0\.1:1 does not answer: [^\n]+\n\s*Check the address[^\n]+\n$/,
      )
    }
    expect(await readdir(home)).not.toContain('nothing')
    const unwritable = await cli(cuts, ...submit, '--out', '/proc/cuts', '--queue', server.address)
    expect(unwritable).toMatchObject({ code: 2, err: expect.stringContaining('/proc/cuts could not be written') })
  }, 120_000)
})

/** Without the report, which shows times. */
async function hashesBut(folder: string): Promise<object> {
  const { 'report.html': _, ...others } = await resultHashes(folder)
  return others
}

async function statusOf(queue: readonly string[], run: string): Promise<string | undefined> {
  const { out } = await cli(cuts, 'status', ...queue, '--json')
  const { runs } = JSON.parse(out) as { readonly runs: readonly { readonly run: string; readonly state: string }[] }
  return runs.find(one => one.run === run)?.state
}

function listen(stream: Readable): { text: string } {
  const heard = { text: '' }
  stream.on('data', (text: Buffer) => {
    heard.text += text
  })
  return heard
}

function codeOf(child: ChildProcess): Promise<number | null> {
  return new Promise(resolve => child.on('exit', resolve))
}

/** A slice of a person's. */
function slice(z: number): Uint8Array {
  const random = createRandom(z)
  return dicomFile({
    elements: [
      [0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.4'],
      [0x00080018, 'UI', `1.2.3.1.${z}`],
      [0x00080060, 'CS', 'MR'],
      [0x00100010, 'PN', 'Zweistein^Adalbert'],
      [0x00100020, 'LO', 'MRN-4711'],
      [0x00100030, 'DA', '19440605'],
      [0x0020000d, 'UI', '1.2.3.4711'],
      [0x0020000e, 'UI', `1.2.3.4711.${z}`],
      [0x00280002, 'US', [1]],
      [0x00280004, 'CS', 'MONOCHROME2'],
      [0x00280010, 'US', [16]],
      [0x00280011, 'US', [16]],
      [0x00280100, 'US', [8]],
      [0x00280101, 'US', [8]],
      [0x00280102, 'US', [7]],
      [0x00280103, 'US', [0]],
      [0x7fe00010, 'OB', Uint8Array.from({ length: 256 }, (_, i) => (i % 16 > 7 ? 180 : 40) + random.integer(20))],
    ],
  })
}
