/** Ctrl-C in the middle of a run, then `--resume`: the same result as a run that was never interrupted. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '@cuts/core'
import { encodePng } from '@cuts/formats'
import { summarySchema } from '@cuts/runtime/results'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { main } from '../apps/cli/src/main.ts'
import { collectingIo } from '../apps/cli/src/testing/collecting-io.ts'

let home: string
let images: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-resume-'))
  images = join(home, 'images')
  await mkdir(images)
  for (const name of ['a', 'b', 'c']) {
    const random = createRandom(name.charCodeAt(0))
    const data = Uint8Array.from({ length: 40 * 40 * 3 }, (_, i) => ((i / 3) % 40 < 20 ? 70 : 180) + random.integer(40))
    await writeFile(join(images, `${name}.png`), encodePng({ kind: 'rgb', width: 40, height: 40, data }))
  }
})

afterAll(() => rm(home, { recursive: true, force: true }))

/** Runs into `out`; presses Ctrl-C once when a line of progress contains `interruptAt`. */
async function run(out: string, flags: readonly string[], interruptAt?: string) {
  let press: (() => void) | undefined
  let clock = 0
  const { io, said } = collectingIo({
    // Ten seconds a look, so that every event prints its line.
    now: () => {
      clock += 10_000
      return clock
    },
    debug: true,
    onInterrupt: listener => {
      press = listener
      return () => {}
    },
    exit: code => {
      throw new Error(`exit ${code}`)
    },
  })
  const err = (text: string): void => {
    io.err(text)
    if (interruptAt === undefined || !text.includes(interruptAt)) return
    press?.()
    press = undefined
  }
  const argv = ['run', images, '--out', out, '--threads', '1', '--seed', '5', '--set', 'schedule.steps=6', ...flags]
  return { code: await main(argv, { io: { ...io, err } }), err: said.err }
}

async function readResults(out: string) {
  const summary = summarySchema.parse(JSON.parse(await readFile(join(out, 'summary.json'), 'utf8')))
  const files: Record<string, string> = {}
  for (const name of ['model.onnx', ...summary.images.map(({ id }) => `images/${id}/labels.nii.gz`)])
    files[name] = (await readFile(join(out, name))).toString('base64')
  return { files, loss: summary.train?.loss, levels: summary.images.map(image => image.levels) }
}

it('continues training and segmentation to the result of an uninterrupted run', async () => {
  const whole = await run(join(home, 'whole'), [])
  expect(whole.err).toContain('training 6/6')
  expect(whole.code).toBe(0)

  const out = join(home, 'parts')
  const inTraining = await run(out, [], 'training 3/6')
  expect(inTraining.code).toBe(130)
  expect(inTraining.err).toContain('--resume continues')
  expect(await readdir(out)).not.toContain('summary.json')

  const inSegmentation = await run(out, ['--resume'], 'segmented 1/3')
  expect(inSegmentation.err).not.toContain('training 2/6')
  expect(inSegmentation.code).toBe(130)

  const rest = await run(out, ['--resume'])
  expect(rest.code).toBe(0)
  expect(rest.err).not.toContain('training')
  expect(await readResults(out)).toEqual(await readResults(join(home, 'whole')))
}, 300_000)
