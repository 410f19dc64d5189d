import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manifestName } from '../results/manifest.ts'
import { type WriteFile, writeFileWhole } from './disk-files.ts'
import { createFolderStore } from './folder-store.ts'

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-store-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

let folders = 0
const fresh = (): string => join(home, String(folders++))

/** Every file below a folder with what it holds, but for the list of them. */
async function contents(path: string): Promise<{ [name: string]: string }> {
  const files: { [name: string]: string } = {}
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    if (entry.isFile() && entry.name !== manifestName) files[file.slice(path.length + 1)] = await readFile(file, 'utf8')
  }
  return files
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: from the system`), { code })
}

/** Writes until the given call, which writes half of its bytes and fails, as a full disk does. */
function failingAt(call: number, code: string): WriteFile {
  let calls = 0
  return async (path, bytes) => {
    if (++calls < call) return writeFile(path, bytes)
    await writeFile(path, bytes.slice(0, bytes.length / 2))
    throw systemError(code)
  }
}

const image = new Map([
  ['result.json', '{}'],
  ['input.png', 'pixels'],
  ['levels/00-2.png', 'two regions'],
])

async function filled(): Promise<string> {
  const path = fresh()
  const store = createFolderStore(path)
  await store.put('run.json', '{}')
  await store.putFolder('images/a', image, 'result.json')
  return path
}

describe('a file', () => {
  it('that cannot be written whole leaves the earlier one as it was, and nothing beside it', async () => {
    const path = fresh()
    await createFolderStore(path).put('summary.json', 'the earlier one')
    const store = createFolderStore(path, failingAt(1, 'ENOSPC'))
    await expect(store.put('summary.json', 'the later one')).rejects.toMatchObject({
      code: 'Unwritable',
      message: `${join(path, 'summary.json')} could not be written: the disk is full.`,
      cause: expect.objectContaining({ code: 'ENOSPC' }),
    })
    expect(await contents(path)).toEqual({ 'summary.json': 'the earlier one' })
  })

  it('is never seen half written', async () => {
    const path = fresh()
    const target = join(path, 'summary.json')
    await writeFileWhole(target, 'the earlier one')
    await writeFileWhole(target, 'the later one', async (temporary, bytes) => {
      expect(temporary).not.toBe(target)
      await writeFile(temporary, bytes.slice(0, 3))
      expect(await readFile(target, 'utf8')).toBe('the earlier one')
      await writeFile(temporary, bytes)
    })
    expect(await contents(path)).toEqual({ 'summary.json': 'the later one' })
  })

  it.each([
    ['EACCES', 'you may not write there'],
    ['EPERM', 'you may not write there'],
    ['EROFS', 'the file system is read-only'],
    ['ENAMETOOLONG', 'the name is too long for this file system'],
    ['EIO', 'EIO: from the system'],
  ])('that the system refuses with %s says: %s', async (code, why) => {
    const path = fresh()
    await expect(createFolderStore(path, failingAt(1, code)).put('model.onnx', 'x')).rejects.toMatchObject({
      code: 'Unwritable',
      message: `${join(path, 'model.onnx')} could not be written: ${why}.`,
    })
    expect(await contents(path)).toEqual({})
  })

  it('that cannot be read is told from one that is not there', async () => {
    const path = fresh()
    await mkdir(join(path, 'summary.json'), { recursive: true })
    await expect(createFolderStore(path).get('summary.json')).rejects.toMatchObject({
      code: 'Unreadable',
      message: expect.stringContaining(join(path, 'summary.json')),
    })
  })
})

describe('a folder', () => {
  it.each([1, 2, 3])('is not there, and nothing of it, when the disk runs full at file %i', async call => {
    const path = await filled()
    const before = await contents(path)
    const store = createFolderStore(path, failingAt(call, 'ENOSPC'))
    await expect(store.putFolder('images/b', image, 'result.json')).rejects.toMatchObject({
      code: 'Unwritable',
      message: `${join(path, 'images', 'b')} could not be written: the disk is full.`,
    })
    expect(await contents(path)).toEqual(before)
    expect(await readdir(join(path, 'images'))).toEqual(['a'])
  })

  it('that could not be replaced stays as it was', async () => {
    const path = await filled()
    const before = await contents(path)
    const store = createFolderStore(path, failingAt(2, 'ENOSPC'))
    await expect(store.putFolder('images/a', image, 'result.json')).rejects.toMatchObject({ code: 'Unwritable' })
    expect(await contents(path)).toEqual(before)
  })

  it('stands beside one whose own name ends like a temporary one', async () => {
    const path = fresh()
    const store = createFolderStore(path)
    await store.putFolder('images/a.partial', new Map([['input.png', 'first']]), 'input.png')
    await store.putFolder('images/a', new Map([['input.png', 'second']]), 'input.png')
    expect(await contents(path)).toEqual({ 'images/a.partial/input.png': 'first', 'images/a/input.png': 'second' })
    expect((await store.list('')).map(({ key }) => key)).toEqual(['images/a.partial/input.png', 'images/a/input.png'])
  })

  it('swallows nothing that a killed run left half written', async () => {
    const path = fresh()
    await mkdir(join(path, 'images', '.a.partial'), { recursive: true })
    await writeFile(join(path, 'images', '.a.partial', 'stale.png'), 'stale')
    await createFolderStore(path).putFolder('images/a', image, 'result.json')
    expect(Object.keys(await contents(path)).sort()).toEqual([
      'images/a/input.png',
      'images/a/levels/00-2.png',
      'images/a/result.json',
    ])
  })
})

describe("the user's own files", () => {
  it('stay when everything that runs wrote is deleted, in whichever folder they lie', async () => {
    const path = await filled()
    const mine = {
      'notes.txt': '1',
      'tree.json': '2',
      'images/mine.png': '3',
      'images/a/mine.txt': '4',
      'images/a/levels/x': '5',
    }
    for (const [name, text] of Object.entries(mine)) await writeFile(join(path, name), text)
    await createFolderStore(path).delete('')
    expect(await contents(path)).toEqual(mine)
  })

  it('stay when they were made from a file that a run wrote', async () => {
    const path = await filled()
    await writeFile(join(path, 'images/a/input.png'), 'painted over')
    await createFolderStore(path).delete('')
    expect(await contents(path)).toEqual({ 'images/a/input.png': 'painted over' })
  })

  it('are not replaced by a file or a folder of the same name', async () => {
    const path = await filled()
    await mkdir(join(path, 'images/b'))
    await writeFile(join(path, 'images/b/input.png'), 'mine')
    await writeFile(join(path, 'tree.json'), 'mine too')
    const store = createFolderStore(path)
    for (const [writing, name] of [
      [store.put('tree.json', 'ours'), 'tree.json'],
      [store.putFolder('images/b', image, 'result.json'), 'images/b/input.png'],
    ] as const)
      await expect(writing).rejects.toMatchObject({
        code: 'Unwritable',
        message: `${join(path, name)} was not written by a run.`,
      })
    expect(await contents(path)).toMatchObject({ 'images/b/input.png': 'mine', 'tree.json': 'mine too' })
  })

  it('stay in a folder that is replaced', async () => {
    const path = await filled()
    await writeFile(join(path, 'images/a/mine.txt'), 'mine')
    await createFolderStore(path).putFolder('images/a', new Map([['result.json', 'again']]), 'result.json')
    expect(await contents(path)).toEqual({
      'run.json': '{}',
      'images/a/result.json': 'again',
      'images/a/mine.txt': 'mine',
    })
  })
})

it('of two processes that write one folder only one finishes, wherever the other sleeps meanwhile', async () => {
  const path = fresh()
  await mkdir(join(path, 'shards'), { recursive: true })
  const other = createFolderStore(path, undefined, 'queue-1')
  for (let sleepsAt = 0; sleepsAt <= 3; sleepsAt++) {
    const key = `images/${sleepsAt}`
    const filesOf = (name: string) =>
      new Map([
        ['input.png', name],
        ['levels/0.png', name],
        ['result.json', name],
      ])
    const sleep = async (): Promise<void> => other.putFolder(key, filesOf('first'), 'result.json', async () => false)
    if (sleepsAt === 0) await sleep()
    let calls = 0
    const sleeper = createFolderStore(
      path,
      async (file, bytes) => {
        if (++calls === sleepsAt) await sleep()
        await writeFile(file, bytes)
      },
      'queue-2',
    )
    const isDone = async (): Promise<boolean> => (await sleeper.get(`${key}/result.json`)) !== undefined
    await sleeper.putFolder(key, filesOf('second'), 'result.json', isDone)
    const held = Object.entries(await contents(path)).filter(([name]) => name.startsWith(`${key}/`))
    expect(held.map(([, text]) => text)).toEqual(['first', 'first', 'first'])
  }
  expect((await readdir(join(path, 'images'))).sort()).toEqual(['0', '1', '2', '3'])
})

it('the list of files is one that sha256sum reads, odd names included', async () => {
  const path = fresh()
  const store = createFolderStore(path)
  await store.put('a', 'hello')
  await store.put('odd\\name\nof two lines', 'hello')
  const hash = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'
  expect(await readFile(join(path, manifestName), 'utf8')).toBe(`${hash}  a\n\\${hash}  odd\\\\name\\nof two lines\n`)
  await createFolderStore(path).delete('')
  expect(await contents(path)).toEqual({})
})

it('the list of files goes on in a new line where a full disk tore the last one', async () => {
  const path = fresh()
  await createFolderStore(path).put('a', 'hello')
  const list = join(path, manifestName)
  await writeFile(list, (await readFile(list, 'utf8')).slice(0, 30))
  await createFolderStore(path).put('b', 'hello')
  await createFolderStore(path).delete('')
  // Of the file whose line is torn, nobody knows any more who wrote it.
  expect(Object.keys(await contents(path))).toEqual(['a'])
})
