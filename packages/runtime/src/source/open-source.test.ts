import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CutsError } from '@cuts/core'
import { encodePng } from '@cuts/formats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { diskFiles } from '../node/disk-files.ts'
import type { SourceFiles } from './files.ts'
import { hashFiles } from './hash-files.ts'
import { openSource } from './open-source.ts'

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-source-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

let folders = 0
/** A folder of the named files: folders end in /, texts in .txt, anything else holds an image. */
async function folder(...names: readonly string[]): Promise<string> {
  const path = join(home, String(folders++))
  await mkdir(path)
  for (const name of names)
    if (name.endsWith('/')) await mkdir(join(path, name))
    else await writeFile(join(path, name), name.endsWith('.txt') ? 'a text' : png)
  return path
}

const png = encodePng({ kind: 'grey', width: 2, height: 1, data: Uint8Array.of(10, 200) })

describe('openSource', () => {
  it('lists images in name order, named by their stem, and nothing else', async () => {
    const images = await folder('b.PNG', 'a.jpeg', 'notes.txt', '.hidden.png', 'more.png/', 'c.tiff', 'B.tif', 'plain')
    const { images: found, rejected, notices } = await openSource(diskFiles, images)
    expect(found.map(({ id }) => id)).toEqual(['B', 'a', 'b~2', 'c', 'plain'])
    expect(found[1]).toEqual({ id: 'a', path: join(images, 'a.jpeg') })
    expect(rejected).toEqual([])
    expect(notices).toEqual([])
  })

  it('names images as Windows and macOS take them, and pairs masks by any way to write a name', async () => {
    const names = ['aux.png', 'CON.1.png', 'end .png', 'a:b.png', 'e\u0301.png', 'Eye.png', 'eYe.png', 'eye.png']
    const images = await folder(...names)
    const masks = await folder('\u00e9.png', 'eYe.png', 'a:b.png')
    const { images: found, rejected } = await openSource(diskFiles, images, masks)
    expect(rejected).toEqual([])
    const ids = Object.fromEntries(found.map(({ id, path }) => [path.slice(images.length + 1), id]))
    expect(ids).toEqual({
      'CON.1.png': 'CON_.1',
      'Eye.png': 'Eye',
      'eYe.png': 'eYe~2',
      'eye.png': 'eye~3',
      'a:b.png': 'a_b',
      'aux.png': 'aux_',
      'end .png': 'end_',
      'e\u0301.png': '\u00e9',
    })
    const masked = found.filter(({ mask }) => mask !== undefined).map(({ id }) => id)
    expect(masked.sort()).toEqual(['a_b', 'eYe~2', '\u00e9'])
    // Two names that become one are told, as always.
    const same = await openSource(diskFiles, await folder('a:b.png', 'a_b.png'))
    expect(same.images).toHaveLength(1)
    expect(same.rejected).toHaveLength(1)
  })

  it('takes one file as a set of one', async () => {
    const images = await folder('a.png', 'b.png')
    expect((await openSource(diskFiles, join(images, 'b.png'))).images).toEqual([
      { id: 'b', path: join(images, 'b.png') },
    ])
  })

  it('pairs masks by stem, whatever their extension', async () => {
    const images = await folder('a.png', 'b.1.png', 'c.tif')
    const masks = await folder('a.tif', 'b.1.png', 'c.jpg', 'd.png')
    const { images: found, notices } = await openSource(diskFiles, images, masks)
    expect(found.map(({ id, mask }) => [id, mask])).toEqual([
      ['a', join(masks, 'a.tif')],
      ['b.1', join(masks, 'b.1.png')],
      ['c', join(masks, 'c.jpg')],
    ])
    expect(notices).toEqual([{ message: '1 of 4 masks is named like no image: d.png' }])
  })

  it('says which image has no mask, or two of one name, and leaves it unscored', async () => {
    const images = await folder('a.png', 'b.png', 'c.png')
    const masks = await folder('a.png', 'b.png', 'b.tif')
    const { images: found, notices } = await openSource(diskFiles, images, masks)
    expect(found.map(({ mask }) => mask)).toEqual([join(masks, 'a.png'), undefined, undefined])
    expect(notices).toEqual([
      {
        message: `${join(masks, 'b.png')} and ${join(masks, 'b.tif')} have the same name: ${join(images, 'b.png')} is segmented but not scored`,
        file: join(images, 'b.png'),
      },
      {
        message: `no mask is named c.*: ${join(images, 'c.png')} is segmented but not scored`,
        file: join(images, 'c.png'),
      },
    ])
  })

  it('says so once more when no mask fits any image', async () => {
    const images = await folder('a.png')
    const masks = await folder('z.png')
    const { notices } = await openSource(diskFiles, images, masks)
    expect(notices.at(-1)?.message).toBe(`no file in ${masks} is named like an image in ${images}: nothing is scored`)
  })

  it('rejects the second of two images of one name, with a remedy', async () => {
    const images = await folder('a.jpg', 'a.png', 'a.tif', 'b.png')
    const { images: found, rejected } = await openSource(diskFiles, images)
    expect(found.map(({ path }) => path)).toEqual([join(images, 'a.jpg'), join(images, 'b.png')])
    expect(rejected.map(({ path }) => path)).toEqual([join(images, 'a.png'), join(images, 'a.tif')])
    expect(rejected[0]?.message).toBe(
      `${join(images, 'a.png')} differs from ${join(images, 'a.jpg')} only in its extension.`,
    )
    expect(rejected[0]?.remedy).toContain('Rename')
  })

  it('has nothing to do without images, or without masks where a folder of them was given', async () => {
    const [empty, images] = [await folder('notes.txt'), await folder('a.png')]
    await expect(openSource(diskFiles, empty)).rejects.toMatchObject({
      code: 'NothingToDo',
      message: `${empty} holds no images.`,
      remedy: expect.stringContaining('PNG, JPEG, TIFF'),
    })
    await expect(openSource(diskFiles, images, empty)).rejects.toMatchObject({
      code: 'NothingToDo',
      message: `${empty} holds no masks.`,
      action: { do: 'choose masks' },
    })
  })

  it('says which of the two folders does not open', async () => {
    const nowhere = join(home, 'nowhere')
    await expect(openSource(diskFiles, nowhere)).rejects.toMatchObject({
      code: 'Unreadable',
      message: `${nowhere} does not open: there is no such file or folder.`,
      remedy: 'Check the path of the image folder.',
    })
    await expect(openSource(diskFiles, await folder('a.png'), nowhere)).rejects.toMatchObject({
      code: 'Unreadable',
      remedy: 'Check the path of the mask folder.',
    })
  })
})

describe('diskFiles', () => {
  it('reads a file, or says why it does not open', async () => {
    const images = await folder('a.png')
    expect(await diskFiles.bytes(join(images, 'a.png'))).toEqual(new Uint8Array(png))
    await expect(diskFiles.bytes(images)).rejects.toMatchObject({
      code: 'Unreadable',
      message: `${images} does not open: it is a folder.`,
      cause: expect.objectContaining({ code: 'EISDIR' }),
    })
  })
})

describe('hashFiles', () => {
  it('knows names, contents and order, and not where the folder lies', async () => {
    const [one, two] = [await folder('a.png', 'b.png'), await folder('a.png', 'b.png')]
    const paths = (at: string): string[] => [join(at, 'a.png'), join(at, 'b.png')]
    const mark = await hashFiles(diskFiles, paths(one))
    expect(await hashFiles(diskFiles, paths(two))).toBe(mark)
    expect(await hashFiles(diskFiles, paths(one).reverse())).not.toBe(mark)
    expect(await hashFiles(diskFiles, paths(one).slice(0, 1))).not.toBe(mark)
    await writeFile(join(two, 'b.png'), 'changed')
    expect(await hashFiles(diskFiles, paths(two))).not.toBe(mark)
  })

  it('counts a file that does not open by its name', async () => {
    expect(await hashFiles(diskFiles, [join(home, 'gone.png')])).toBe(
      await hashFiles(diskFiles, ['/elsewhere/gone.png']),
    )
    expect(await hashFiles(diskFiles, [join(home, 'gone.png')])).not.toBe(await hashFiles(diskFiles, ['lost.png']))
  })
})

describe('folders inside folders', () => {
  it('that do not open cost themselves alone, with a notice; the folder itself has to open', async () => {
    const images = await folder('a.png', 'sub/', 'sub/b.png', 'other/', 'other/c.png')
    const masks = await folder('a.png', 'sub/', 'sub/b.png')
    const closed = (...names: readonly string[]): SourceFiles => ({
      ...diskFiles,
      list: async path => {
        if (names.some(name => path.endsWith(name))) throw new CutsError('Unreadable', `${path} does not open: no.`)
        return diskFiles.list(path)
      },
    })
    const { images: found, rejected, notices } = await openSource(closed('/sub'), images, masks)
    expect(found.map(({ id }) => id)).toEqual(['a', 'other_c'])
    expect(rejected).toEqual([])
    for (const root of [images, masks]) {
      const file = join(root, 'sub')
      expect(notices).toContainEqual({ message: `${file} does not open: no. It is left out.`, file })
    }
    await expect(openSource(closed(images), images)).rejects.toMatchObject({ code: 'Unreadable' })
  })

  it('make names that may become too long for a file system: that image fails, told before anything is read', async () => {
    const [deep, just] = ['d'.repeat(115), 'e'.repeat(114)]
    const images = await folder(
      'a.png',
      `${deep}/`,
      `${deep}/${deep}.png`,
      `${deep}/${just}.png`,
      `${'ä'.repeat(116)}.png`,
    )
    const { images: found, rejected } = await openSource(diskFiles, images)
    expect(found.map(({ id }) => id)).toEqual(['a', `${deep}_${just}`])
    expect(rejected.map(({ message }) => / of (\d+) bytes, of at most 230 /.exec(message)?.[1])).toEqual(['231', '232'])
  })

  it('are walked, ids come from paths, and results of runs are no images', async () => {
    const images = await folder('p1/', 'p1/t1.png', 'p2/', 'p2/t1.png', '.git/', '.git/x.png', 'a.png')
    await mkdir(join(images, 'results/images/a'), { recursive: true })
    await writeFile(join(images, 'results/run.json'), '{}')
    await writeFile(join(images, 'results/images/a/input.png'), png)
    await symlink(images, join(images, 'p1/back'))
    const { images: found, rejected } = await openSource(diskFiles, images)
    expect(found.map(({ id }) => id)).toEqual(['a', 'p1_t1', 'p2_t1'])
    expect(found[1]?.path).toBe(join(images, 'p1/t1.png'))
    expect(rejected).toEqual([])
  })

  it('pair with masks by their paths, and names that only folders tell apart are told', async () => {
    const images = await folder('p1/', 'p1/t1.png', 'p1_t1.png')
    const masks = await folder('p1/', 'p1/t1.tif')
    const { images: found, rejected } = await openSource(diskFiles, images, masks)
    expect(found).toEqual([{ id: 'p1_t1', path: join(images, 'p1/t1.png'), mask: join(masks, 'p1/t1.tif') }])
    expect(rejected[0]?.message).toBe(
      `${join(images, 'p1_t1.png')} gets the same name as ${join(images, 'p1/t1.png')}, because "/" becomes "_" in names.`,
    )
  })

  it('named images and masks are a layout, and so is a folder of masks among the images', async () => {
    for (const [imageFolder, maskFolder, at] of [
      ['images', 'masks', 'images/'],
      ['image', 'labels', 'image/'],
      ['more', 'masks', 'more/'],
    ] as const) {
      const set = await folder(`${imageFolder}/`, `${maskFolder}/`, `${imageFolder}/a.png`, `${maskFolder}/a.png`)
      const { images: found, notices } = await openSource(diskFiles, set)
      const mask = maskFolder === 'masks' && imageFolder === 'more' ? undefined : join(set, maskFolder, 'a.png')
      expect(found.map(({ path }) => path)).toEqual([join(set, at, 'a.png')])
      expect(found[0]?.mask).toBe(mask)
      expect(notices[0]?.message).toContain(`masks from ${join(set, maskFolder)}`)
    }
  })

  it("of the authors' retina set pair by what follows the first five characters", async () => {
    const set = await folder(
      'image_with_GA/',
      'label_with_GA/',
      'image_with_GA/image07.png',
      'label_with_GA/label07.png',
    )
    const { images: found } = await openSource(diskFiles, set)
    expect(found).toEqual([
      {
        id: 'image07',
        path: join(set, 'image_with_GA/image07.png'),
        mask: join(set, 'label_with_GA/label07.png'),
      },
    ])
  })

  it('of nnU-Net has channels in numbered files', async () => {
    const set = await folder('imagesTr/', 'labelsTr/', 'imagesTs/', 'imagesTr/b_0000.png', 'imagesTr/a_0000.png')
    const more = ['imagesTr/a_0001.png', 'labelsTr/a.png', 'labelsTr/b.png', 'imagesTs/c_0000.png']
    for (const name of more) await writeFile(join(set, name), png)
    expect((await openSource(diskFiles, set)).images).toEqual([
      {
        id: 'a',
        path: join(set, 'imagesTr/a_0000.png'),
        channelFiles: [join(set, 'imagesTr/a_0001.png')],
        mask: join(set, 'labelsTr/a.png'),
      },
      { id: 'b', path: join(set, 'imagesTr/b_0000.png'), mask: join(set, 'labelsTr/b.png') },
    ])
  })

  it('may hold masks beside the images, or apart, under names that say so', async () => {
    const set = await folder('a.png', 'a_mask.png', 'b.png', 'b-seg.tif', 'c_label.png', 'gt.png')
    const { images: found, notices } = await openSource(diskFiles, set)
    expect(found.map(({ id, mask }) => [id, mask])).toEqual([
      ['a', join(set, 'a_mask.png')],
      ['b', join(set, 'b-seg.tif')],
      ['c_label', undefined],
      ['gt', undefined],
    ])
    expect(notices[0]?.message).toBe(`masks in ${set} are told by their names: 2 of 6 files`)
    const [images, masks] = [await folder('a.png', 'b.png'), await folder('a_seg.png', 'b.png', 'b_seg.png')]
    expect((await openSource(diskFiles, images, masks)).images.map(({ mask }) => mask)).toEqual([
      join(masks, 'a_seg.png'),
      join(masks, 'b.png'),
    ])
  })

  it('masks that are given count, not those of the layout', async () => {
    const set = await folder('images/', 'masks/', 'images/a.png', 'masks/a.png')
    const masks = await folder('a.png')
    const { images: found } = await openSource(diskFiles, set, masks)
    expect(found.map(({ mask }) => mask)).toEqual([join(masks, 'a.png')])
  })
})

describe('lists', () => {
  it('hold a path a line, relative to themselves, named from the deepest folder of all', async () => {
    const set = await folder('p1/', 'p2/', 'p1/a.png', 'p2/a.png', 'unlisted.png')
    for (const name of ['list.txt', 'list']) {
      await writeFile(join(set, name), `# of today\n\np2/a.png\r\n${join(set, 'p1/a.png')}\n`)
      const { images: found } = await openSource(diskFiles, join(set, name))
      expect(found).toEqual([
        { id: 'p2_a', path: join(set, 'p2/a.png') },
        { id: 'p1_a', path: join(set, 'p1/a.png') },
      ])
    }
  })

  it('with a header are tables of images, masks and groups, whatever separates the columns', async () => {
    const set = await folder('a, b.png', 'c.png', 'm.png')
    const rows = [
      ['Group', 'image', 'age', 'mask'],
      ['left', 'a, b.png', '7', 'm.png'],
      ['"the ""right"" one"', 'c.png', '', ''],
    ]
    for (const separator of [',', ';', '\t']) {
      const quoted = rows.map(row => row.map(cell => (cell.includes(separator) ? `"${cell}"` : cell)).join(separator))
      await writeFile(join(set, 'set.csv'), quoted.join('\n'))
      expect((await openSource(diskFiles, join(set, 'set.csv'))).images).toEqual([
        { id: 'a, b', path: join(set, 'a, b.png'), mask: join(set, 'm.png'), group: 'left' },
        { id: 'c', path: join(set, 'c.png'), group: 'the "right" one' },
      ])
    }
  })

  it('name what is not there by its line, and the others go on', async () => {
    const set = await folder('a.png')
    const list = join(set, 'list.txt')
    await writeFile(list, 'a.png\ngone.png\na.png\n')
    const { images: found, rejected } = await openSource(diskFiles, list)
    expect(found.map(({ id }) => id)).toEqual(['a'])
    expect(rejected.map(({ message }) => message)).toEqual([
      `${join(set, 'gone.png')} is not there, named in line 2 of ${list}.`,
      `${join(set, 'a.png')} is listed twice.`,
    ])
    await writeFile(join(set, 'set.csv'), 'image,mask\na.png\na.png,b,c\n')
    const table = await openSource(diskFiles, join(set, 'set.csv'))
    expect(table.images).toEqual([{ id: 'a', path: join(set, 'a.png') }])
    expect(table.rejected.map(({ message }) => message)).toEqual([
      `there are more cells than the header has in line 3 of ${join(set, 'set.csv')}.`,
    ])
  })

  it('may give an image its channels from several files', async () => {
    const set = await folder('t1.png', 'flair.png', 't2.png')
    await writeFile(join(set, 'set.tsv'), 'image1\timage2\timage10\nt1.png\t\tt2.png\nflair.png\tt1.png\n')
    expect((await openSource(diskFiles, join(set, 'set.tsv'))).images).toEqual([
      { id: 't1', path: join(set, 't1.png'), channelFiles: [join(set, 't2.png')] },
      { id: 'flair', path: join(set, 'flair.png'), channelFiles: [join(set, 't1.png')] },
    ])
  })

  it('of nothing are nothing to do', async () => {
    const set = await folder('list.txt')
    await writeFile(join(set, 'list.txt'), '\n# nothing\n')
    await expect(openSource(diskFiles, join(set, 'list.txt'))).rejects.toMatchObject({ code: 'NothingToDo' })
  })
})
