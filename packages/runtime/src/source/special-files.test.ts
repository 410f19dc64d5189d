/** Pipes and devices: reading one waits for a writer that never comes, or never ends. */
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodePng } from '@cuts/formats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPlace } from '../dataset/image-files.ts'
import { takeInventory } from '../dataset/inventory.ts'
import { diskFiles } from '../node/disk-files.ts'
import { createFolderStore } from '../node/folder-store.ts'
import { resolveSettings } from '../presets/presets.ts'
import type { SourceFiles } from './files.ts'
import { openSource } from './open-source.ts'

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-special-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

const png = encodePng({ kind: 'grey', width: 2, height: 1, data: Uint8Array.of(10, 200) })

describe.skipIf(process.platform === 'win32')('what is no file', () => {
  it('is left out of a folder with a note, and refused by itself', async () => {
    const folder = join(home, 'images')
    await mkdir(folder)
    await writeFile(join(folder, 'a.png'), png)
    execFileSync('mkfifo', [join(folder, 'pipe'), join(folder, 'pipe.png')])
    await symlink('/dev/zero', join(folder, 'zero.png'))
    const { images, notices } = await openSource(diskFiles, folder)
    expect(images.map(({ id }) => id)).toEqual(['a'])
    expect(notices.map(({ file }) => file)).toEqual(['pipe', 'pipe.png', 'zero.png'].map(name => join(folder, name)))
    for (const { message } of notices) expect(message).toMatch(/pipe, a device or a socket/)
    for (const name of ['pipe.png', 'zero.png'])
      await expect(openSource(diskFiles, join(folder, name))).rejects.toThrow(`${name} is a pipe, a device or a socket`)
  })

  it('is not read from results either', async () => {
    const results = join(home, 'results')
    await mkdir(results)
    await symlink('/dev/zero', join(results, 'tree.json'))
    execFileSync('mkfifo', [join(results, 'summary.json')])
    const store = createFolderStore(results)
    for (const key of ['tree.json', 'summary.json'])
      await expect(store.get(key)).rejects.toMatchObject({ code: 'Unreadable' })
    expect(await store.get('other.json')).toBeUndefined()
  })
})

it('a header that names very many files is refused at the first ones that are missing', async () => {
  const header =
    'ObjectType = Image\nNDims = 3\nDimSize = 1 1 90000\nElementType = MET_UCHAR\nElementDataFile = f%d.raw 1 90000 1\n'
  const path = join(home, 'many.mhd')
  await writeFile(path, header)
  let asked = 0
  const counting: SourceFiles = {
    ...diskFiles,
    bytes: file => {
      asked++
      return diskFiles.bytes(file)
    },
  }
  expect(await readPlace(counting, { path })).toHaveLength(1)
  expect(asked).toBeLessThan(20)
})

it('reading stops after the file at which that is asked for', async () => {
  const folder = join(home, 'stopped')
  await mkdir(folder)
  for (const name of 'abcdef') await writeFile(join(folder, `${name}.png`), png)
  const source = await openSource(diskFiles, folder)
  const controller = new AbortController()
  const read: string[] = []
  const taking = takeInventory(diskFiles, source, resolveSettings('default').image, () => {}, {
    signal: controller.signal,
    onContent: item => {
      read.push(item)
      if (item === 'c') controller.abort()
    },
  })
  await expect(taking).rejects.toMatchObject({ code: 'Cancelled' })
  expect(read).toEqual(['a', 'b', 'c'])
  await expect(openSource(diskFiles, folder, undefined, () => {}, controller.signal)).rejects.toMatchObject({
    code: 'Cancelled',
  })
})
