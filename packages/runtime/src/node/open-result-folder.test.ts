import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lockName } from '../results/lock-file.ts'
import { openResultFolder } from './open-result-folder.ts'

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-results-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

let folders = 0
const fresh = (): string => join(home, String(folders++))

/** Every file below a folder with what it holds. */
async function contents(path: string): Promise<{ [name: string]: string }> {
  const files: { [name: string]: string } = {}
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    if (entry.isFile()) files[file.slice(path.length + 1)] = await readFile(file, 'utf8')
  }
  return files
}

const marker = JSON.stringify({ format: 'cuts-run', version: 1, preset: 'default', seed: 1, fingerprint: 'f' })
const modes = ['refuse', 'replace', 'continue'] as const

/** A folder that a run has written to. */
async function results(): Promise<string> {
  const path = fresh()
  const { store, close } = await openResultFolder(path, 'refuse')
  await store.put('run.json', marker)
  await store.put('summary.json', 'old')
  await store.putFolder('images/a', new Map([['result.json', '{}']]), 'result.json')
  await close()
  return path
}

it.skipIf(process.platform !== 'linux')('ends where nothing can be created', async () => {
  await expect(openResultFolder('/proc/none/deep', 'refuse')).rejects.toMatchObject({ code: 'Unwritable' })
})

it('makes the folder and those above it, and takes them back if nothing was written', async () => {
  const top = fresh()
  const path = join(top, 'deep', 'down')
  const { store, close } = await openResultFolder(path, 'refuse')
  expect(await readdir(path)).toEqual([lockName])
  await close()
  await expect(readdir(top)).rejects.toThrow('ENOENT')
  const again = await openResultFolder(path, 'refuse')
  await store.put('summary.json', 'hello')
  await again.close()
  expect(Object.keys(await contents(path)).sort()).toEqual(['manifest.sha256', 'summary.json'])
})

it('refuses a folder with results, naming them and every way out, and changes nothing', async () => {
  const path = await results()
  const before = await contents(path)
  await expect(openResultFolder(path, 'refuse')).rejects.toMatchObject({
    code: 'Unwritable',
    message: `${path} already holds results (images, run.json, summary.json).`,
    action: { do: 'continue or replace results' },
  })
  expect(await contents(path)).toEqual(before)
})

it('keeps everything when continuing, and before anything is replaced', async () => {
  const path = await results()
  const before = await contents(path)
  for (const existing of ['replace', 'continue'] as const) {
    const { close } = await openResultFolder(path, existing)
    await close()
    expect(await contents(path)).toEqual(before)
  }
})

it('refuses a folder that another run is writing to, whatever it is asked', async () => {
  const path = await results()
  const { close } = await openResultFolder(path, 'continue')
  for (const existing of modes) await expect(openResultFolder(path, existing)).rejects.toMatchObject({ code: 'Busy' })
  await close()
})

it("refuses names of its own that no run wrote: they are the user's", async () => {
  const path = fresh()
  await mkdir(join(path, 'images'), { recursive: true })
  await writeFile(join(path, 'images', 'eye.png'), 'mine')
  for (const existing of modes)
    await expect(openResultFolder(path, existing)).rejects.toMatchObject({
      code: 'Unwritable',
      message: `${path} holds images, which no run wrote.`,
    })
  expect(await contents(path)).toEqual({ 'images/eye.png': 'mine' })
  const ours = await results()
  await writeFile(join(ours, 'tree.json'), 'mine')
  for (const existing of modes)
    await expect(openResultFolder(ours, existing)).rejects.toMatchObject({
      message: `${ours} holds tree.json, which no run wrote.`,
    })
})

it("refuses a folder whose run.json is another program's, and proposes nothing that would destroy", async () => {
  for (const text of ['{"name": "my experiment"}', 'no json', '']) {
    const path = fresh()
    await mkdir(join(path, 'images'), { recursive: true })
    const mine = { 'run.json': text, 'images/eye.png': 'mine', 'tree.json': 'mine' }
    for (const [name, content] of Object.entries(mine)) await writeFile(join(path, name), content)
    for (const existing of modes)
      await expect(openResultFolder(path, existing)).rejects.toMatchObject({
        code: 'Unwritable',
        message: `${path}/run.json was not written by a run, or is damaged.`,
        action: { do: 'choose output', that: 'is free' },
      })
    expect(await contents(path)).toEqual(mine)
  }
})

it('refuses to replace the results of a version that kept no list of its files, and files changed since', async () => {
  const earlier = fresh()
  await mkdir(earlier)
  await writeFile(join(earlier, 'run.json'), marker)
  await expect(openResultFolder(earlier, 'replace')).rejects.toMatchObject({
    message: expect.stringContaining('earlier version'),
  })
  const path = await results()
  await writeFile(join(path, 'images/a/result.json'), 'edited')
  await expect(openResultFolder(path, 'replace')).rejects.toMatchObject({
    message: `${path}/images/a/result.json was changed after a run had written it.`,
  })
})

it('refuses to write into a folder of inputs, in every way of naming it', async () => {
  const images = fresh()
  await mkdir(images)
  const link = fresh()
  await symlink(images, link)
  for (const path of [
    images,
    `${images}/`,
    link,
    join(images, 'results'),
    join(link, 'deep', 'results'),
    `${images}/x/..`,
  ]) {
    await expect(openResultFolder(path, 'refuse', { inputs: [images] }), path).rejects.toMatchObject({
      code: 'InvalidOption',
      action: { do: 'choose output', outside: images },
    })
    await expect(openResultFolder(path, 'refuse', { inputs: [link] }), path).rejects.toMatchObject({
      code: 'InvalidOption',
    })
  }
  expect(await readdir(images)).toEqual([])
  const { close } = await openResultFolder(`${images}-results`, 'refuse', { inputs: [images] })
  await close()
})

it('refuses a folder in which an input lies where results would go', async () => {
  const path = await results()
  await writeFile(join(path, 'model.onnx'), 'trained')
  const link = fresh()
  await symlink(path, link)
  for (const input of [
    join(path, 'images'),
    join(path, 'summary.json'),
    join(link, 'images'),
    `${path}/../${path.split('/').at(-1)}/images`,
  ])
    await expect(openResultFolder(path, 'replace', { inputs: [input] }), input).rejects.toMatchObject({
      code: 'Unwritable',
      message: expect.stringContaining(`${input} lies in ${path}`),
    })
  await rm(join(path, 'model.onnx'))
  await (await openResultFolder(path, 'replace', { inputs: [join(path, 'scans')] })).close()
})

it('says so when a file stands in the way', async () => {
  const file = fresh()
  await writeFile(file, 'in the way')
  await expect(openResultFolder(join(file, 'results'), 'refuse')).rejects.toMatchObject({
    code: 'Unwritable',
    message: `${join(file, 'results')} could not be written: a file stands where a folder is needed.`,
    action: { do: 'choose output', that: 'is writable' },
  })
})
