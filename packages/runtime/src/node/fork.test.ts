/** What passes between the processes: outcomes, messages and errors, with all that an error says. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { LostProcess } from '../run/run-project.ts'
import type { Performer } from '../run/schedule.ts'
import { forkPerformer, installed } from './fork.ts'

const built = (file: string): string => JSON.stringify(new URL(`../../../${file}`, import.meta.url).href)
let folder: string
let performer: Performer<string, string, string>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cuts-fork-'))
  const child = join(folder, 'child.mjs')
  await writeFile(
    child,
    `import { CutsError } from ${built('core/dist/index.js')}
import { serveTasks } from ${built('runtime/dist/node/fork.js')}
const action = { do: 'choose output', that: 'is writable', outside: 'scans' }
serveTasks(setup => ({
  perform: async (task, onMessage) => {
    if (task === 'die') process.exit(3)
    if (task === 'bug') throw new TypeError('a bug')
    if (task === 'fail') throw new CutsError('Unwritable', 'x is read-only.', { remedy: 'Unlock it.', action })
    onMessage('at ' + task)
    return setup + task
  },
}))
`,
  )
  performer = forkPerformer(pathToFileURL(child), 'did ', undefined)
})
afterAll(async () => {
  await performer.close()
  await rm(folder, { recursive: true, force: true })
})

it('returns the outcome of a task, and its messages before', async () => {
  const messages: string[] = []
  expect(await performer.perform('a', message => messages.push(message))).toBe('did a')
  expect(messages).toEqual(['at a'])
})

it('rejects with the code, message, remedy and action of an error in the process', async () => {
  await expect(performer.perform('fail', () => {})).rejects.toMatchObject({
    name: 'CutsError',
    code: 'Unwritable',
    message: 'x is read-only.',
    remedy: 'Unlock it.',
    action: { do: 'choose output', that: 'is writable', outside: 'scans' },
  })
})

it('rejects with the stack of any other error', async () => {
  await expect(performer.perform('bug', () => {})).rejects.toThrow(/TypeError: a bug\n +at .*child\.mjs/)
})

it('rejects the task of a process that ends, and starts another for the next', async () => {
  const lost = performer.perform('die', () => {})
  await expect(lost).rejects.toBeInstanceOf(LostProcess)
  await expect(lost).rejects.toThrow('exit code 3')
  expect(await performer.perform('b', () => {})).toBe('did b')
})

it('starts the built module from source, and keeps its path where it is installed, below any folder', () => {
  const source = 'file:///usr/src/app/packages/runtime/src/node/'
  const dist = 'file:///usr/src/app/packages/runtime/dist/node/'
  const from = (folder: string, here: string): string => installed(new URL('job-worker.js', folder), here).href
  expect(from(source, `${source}fork.ts`)).toBe(`${dist}job-worker.js`)
  expect(from(dist, `${dist}fork.js`)).toBe(`${dist}job-worker.js`)
})
