import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openResultFolder, type WriteFile, writeFileWhole } from './result-folder.ts'

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
  ['input.png', 'pixels'],
  ['levels/00-2.png', 'two regions'],
  ['result.json', '{}'],
])

describe('openResultFolder', () => {
  it('makes the folder, those above it too, and writes and reads back', async () => {
    const path = join(fresh(), 'deep', 'down')
    const folder = await openResultFolder(path, 'refuse')
    await folder.write('summary.json', 'hello')
    await folder.write('model.onnx', Uint8Array.of(1, 2, 3))
    expect(new TextDecoder().decode(await folder.read('summary.json'))).toBe('hello')
    expect([...(await folder.read('model.onnx'))!]).toEqual([1, 2, 3])
    expect(await folder.read('train.json')).toBeUndefined()
    await folder.remove('model.onnx')
    await folder.remove('model.onnx')
    expect(await readdir(path)).toEqual(['summary.json'])
  })

  it('refuses a folder with results, naming them and every way out, and changes nothing', async () => {
    const path = fresh()
    const first = await openResultFolder(path, 'refuse')
    await first.write('run.json', '{}')
    await first.write('summary.json', 'old')
    await first.writeImage('a', image)
    const before = await contents(path)
    await expect(openResultFolder(path, 'refuse')).rejects.toMatchObject({
      code: 'Unwritable',
      message: `${path} already holds results (images, run.json, summary.json).`,
      remedy: expect.stringMatching(/--out.*--overwrite.*--resume/),
    })
    expect(await contents(path)).toEqual(before)
  })

  it('uses a folder with files that are not its own, and never touches them, not even when replacing', async () => {
    const path = fresh()
    await mkdir(join(path, 'my images'), { recursive: true })
    await writeFile(join(path, 'my images', 'a.png'), 'mine')
    await writeFile(join(path, 'notes.txt'), 'mine too')
    const first = await openResultFolder(path, 'refuse')
    await first.write('run.json', '{}')
    await first.write('summary.json', 'old')
    await first.writeImage('a', image)
    const before = await contents(path)
    const second = await openResultFolder(path, 'replace')
    expect(await contents(path)).toEqual(before)
    await second.clear()
    expect(await contents(path)).toEqual({ 'my images/a.png': 'mine', 'notes.txt': 'mine too' })
  })

  it('keeps everything when continuing', async () => {
    const path = fresh()
    const first = await openResultFolder(path, 'refuse')
    await first.write('run.json', '{}')
    await first.write('checkpoint.bin', 'half way')
    await first.writeImage('a', image)
    const before = await contents(path)
    const second = await openResultFolder(path, 'continue')
    expect(await contents(path)).toEqual(before)
    expect(new TextDecoder().decode(await second.read('checkpoint.bin'))).toBe('half way')
  })

  it("refuses names of its own that no run wrote: they are the user's", async () => {
    const path = fresh()
    await mkdir(join(path, 'images'), { recursive: true })
    await writeFile(join(path, 'images', 'eye.png'), 'mine')
    for (const existing of ['refuse', 'replace', 'continue'] as const)
      await expect(openResultFolder(path, existing)).rejects.toMatchObject({
        code: 'Unwritable',
        message: `${path} holds images, which no run wrote.`,
      })
    expect(await contents(path)).toEqual({ 'images/eye.png': 'mine' })
  })

  it('refuses a folder in which an input lies where results would go, in every way of naming it', async () => {
    const path = fresh()
    const first = await openResultFolder(path, 'refuse')
    await first.write('run.json', '{}')
    await first.write('model.onnx', 'trained')
    await mkdir(join(path, 'images'), { recursive: true })
    const link = fresh()
    await symlink(path, link)
    for (const input of [
      join(path, 'images'),
      join(path, 'model.onnx'),
      join(link, 'model.onnx'),
      `${path}/../${path.split('/').at(-1)}/images`,
    ])
      await expect(openResultFolder(path, 'replace', { inputs: [input] }), input).rejects.toMatchObject({
        code: 'Unwritable',
        message: expect.stringContaining(`${input} lies in ${path}`),
      })
    await openResultFolder(path, 'replace', { inputs: [join(path, 'scans'), home] })
  })

  it('says so when a file stands in the way', async () => {
    const file = fresh()
    await writeFile(file, 'in the way')
    await expect(openResultFolder(join(file, 'results'), 'refuse')).rejects.toMatchObject({
      code: 'Unwritable',
      message: `${join(file, 'results')} could not be written: a file stands where a folder is needed.`,
      remedy: expect.stringContaining('--out'),
    })
  })

  it('tells a file that cannot be read from one that is not there', async () => {
    const path = fresh()
    const folder = await openResultFolder(path, 'refuse')
    await mkdir(join(path, 'summary.json'))
    await expect(folder.read('summary.json')).rejects.toMatchObject({
      code: 'Unreadable',
      message: expect.stringContaining(join(path, 'summary.json')),
    })
  })
})

describe('a file', () => {
  it('that cannot be written whole leaves the earlier one as it was, and nothing beside it', async () => {
    const path = fresh()
    const first = await openResultFolder(path, 'refuse')
    await first.write('run.json', '{}')
    await first.write('summary.json', 'the earlier one')
    const folder = await openResultFolder(path, 'continue', { write: failingAt(1, 'ENOSPC') })
    await expect(folder.write('summary.json', 'the later one')).rejects.toMatchObject({
      code: 'Unwritable',
      message: `${join(path, 'summary.json')} could not be written: the disk is full.`,
      remedy: expect.stringContaining('--resume'),
      cause: expect.objectContaining({ code: 'ENOSPC' }),
    })
    expect(await contents(path)).toEqual({ 'run.json': '{}', 'summary.json': 'the earlier one' })
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
    ['EROFS', 'you may not write there'],
    ['EIO', 'EIO: from the system'],
  ])('that the system refuses with %s says: %s', async (code, why) => {
    const path = fresh()
    const folder = await openResultFolder(path, 'refuse', { write: failingAt(1, code) })
    await expect(folder.write('model.onnx', 'x')).rejects.toMatchObject({
      code: 'Unwritable',
      message: `${join(path, 'model.onnx')} could not be written: ${why}.`,
      remedy: expect.stringContaining('--out'),
    })
    expect(await contents(path)).toEqual({})
  })
})

describe('the folder of an image', () => {
  it('holds what was written, nested folders included, and replaces an earlier one as a whole', async () => {
    const path = fresh()
    const folder = await openResultFolder(path, 'refuse')
    await folder.writeImage('a', image)
    await folder.writeImage('a', new Map([['result.json', 'again']]))
    await folder.writeImage('b', image)
    expect(await contents(path)).toEqual({
      'images/a/result.json': 'again',
      'images/b/input.png': 'pixels',
      'images/b/levels/00-2.png': 'two regions',
      'images/b/result.json': '{}',
    })
  })

  it.each([1, 2, 3])('is not there, and nothing of it, when the disk runs full at file %i', async call => {
    const path = fresh()
    const done = await openResultFolder(path, 'refuse')
    await done.write('run.json', '{}')
    await done.writeImage('a', image)
    const before = await contents(path)
    const folder = await openResultFolder(path, 'continue', { write: failingAt(call, 'ENOSPC') })
    await expect(folder.writeImage('b', image)).rejects.toMatchObject({
      code: 'Unwritable',
      message: `${join(path, 'images', 'b')} could not be written: the disk is full.`,
    })
    expect(await contents(path)).toEqual(before)
    expect(await readdir(join(path, 'images'))).toEqual(['a'])
  })

  it('that could not be replaced stays as it was', async () => {
    const path = fresh()
    const first = await openResultFolder(path, 'refuse')
    await first.write('run.json', '{}')
    await first.writeImage('a', image)
    const before = await contents(path)
    const folder = await openResultFolder(path, 'continue', { write: failingAt(2, 'ENOSPC') })
    await expect(folder.writeImage('a', image)).rejects.toMatchObject({ code: 'Unwritable' })
    expect(await contents(path)).toEqual(before)
  })

  it('writes beside an image whose own name ends like a temporary one', async () => {
    const path = await mkdtemp(join(tmpdir(), 'cuts-partial-'))
    const folder = await openResultFolder(path, 'refuse')
    await folder.writeImage('a.partial', new Map([['input.png', 'first']]))
    await folder.writeImage('a', new Map([['input.png', 'second']]))
    expect(await readFile(join(path, 'images', 'a.partial', 'input.png'), 'utf8')).toBe('first')
    expect(await readFile(join(path, 'images', 'a', 'input.png'), 'utf8')).toBe('second')
    await rm(path, { recursive: true })
  })

  it('swallows nothing that a killed run left half written', async () => {
    const path = fresh()
    const folder = await openResultFolder(path, 'refuse')
    await mkdir(join(path, 'images', '.a.partial'), { recursive: true })
    await writeFile(join(path, 'images', '.a.partial', 'stale.png'), 'stale')
    await folder.writeImage('a', image)
    expect(Object.keys(await contents(path)).sort()).toEqual([
      'images/a/input.png',
      'images/a/levels/00-2.png',
      'images/a/result.json',
    ])
  })
})
