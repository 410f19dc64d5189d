/** Picks by paths and what is remembered of them, in a tiny result folder that is laid out here: dark squares of segments on a bright ground. */
import { assembleTree, type MergeTree } from '@cuts/core'
import { encodePng, readImage, readMask, writeLevels, writeMask } from '@cuts/formats'
import { zipFile } from '@cuts/testing'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { RunEvent } from '../events.ts'
import { contourColours } from '../pictures/index.ts'
import { exemplarFileSchema } from '../results/exemplar-file.ts'
import { encodeTree } from '../results/tree-file.ts'
import { sha256Hex } from '../sha256.ts'
import { memoryFile, memoryFiles } from '../source/memory-files.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import type { Store } from '../store/store.ts'
import { type ApplyFiles, applyToFiles } from './apply-files.ts'
import type { Outside } from './outside.ts'
import { type PickedFile, type PickFiles, pickToFiles } from './pick-files.ts'

const [count, side] = [12, 3]
const width = count * side
const geometry = { spacingMm: [0.5, 0.5], originMm: [0, 0], direction: [1, 0, 0, 1] } as const
const original = 'scans/Jane Doe.png'

/** Dark segments: columns and rows from `first` to `last`. */
const darkIn =
  (first: number, last: number) =>
  (p: number): boolean =>
    Math.min(p % count, Math.floor(p / count)) >= first && Math.max(p % count, Math.floor(p / count)) <= last
const isDark = darkIn(4, 7)
const all = Array.from({ length: count * count }, (_, p) => p)
const dark = all.filter(isDark)
const labels = Int32Array.from(
  { length: width * width },
  (_, i) => Math.floor(Math.floor(i / width) / side) * count + Math.floor((i % width) / side),
)
const square = labels.map(p => Number(isDark(p)))
const pixelsOf = (isIn: (p: number) => boolean) => Uint8Array.from(labels, p => (isIn(p) ? 40 : 200) + ((p * 37) % 10))
const pixels = pixelsOf(isDark)

/** Joins the dark segments, then the bright ones, then the two. */
function tree(isIn = isDark): MergeTree {
  const children: number[] = []
  const chain = (leaves: readonly number[]): number =>
    leaves.slice(1).reduce((node, leaf) => {
      children.push(node, leaf)
      return all.length + children.length / 2 - 1
    }, leaves[0]!)
  const [one, other] = [chain(all.filter(isIn)), chain(all.filter(p => !isIn(p)))]
  children.push(other, one)
  const merges = children.length / 2
  return assembleTree({
    leafMass: all.map(() => side * side),
    startHeight: 0,
    children,
    mergeHeight: Float64Array.from({ length: merges }, (_, k) => (k === merges - 1 ? 3 : 0.1)),
    mergeStep: Int32Array.from({ length: merges }, (_, k) => k + 1),
    iterations: merges,
    lastHeight: 3,
  })
}

let store: Store
let written: Map<string, Uint8Array>
let given: Map<string, Uint8Array>

const outside = (): Outside => ({
  files: {
    ...memoryFiles(new Map([...given, ...written].map(([path, bytes]) => [path, memoryFile(bytes)]))),
    absolute: path => `/home/${path}`,
  },
  openStore: () => store,
  expectFree: async (path, overwrite) => {
    if (written.has(path) && !overwrite) throw new Error(`${path} exists already`)
  },
  write: async (path, content) => {
    written.set(path, typeof content === 'string' ? new TextEncoder().encode(content) : content)
  },
})

const summaryOf = (id: string) => ({
  id,
  path: id === 'eye' ? original : `${id}.png`,
  width,
  height: width,
  channels: 1,
  seconds: { embed: 0, condense: 0, total: 0 },
  levels: [{ clusters: 2, logBandwidth: 1 }],
  autoLevel: 0,
  persistentRegions: 2,
  notices: [],
})

async function lay(id: string, isIn: (p: number) => boolean): Promise<Uint8Array> {
  const picture = encodePng({ kind: 'grey', width, height: width, data: pixelsOf(isIn) })
  const put = (name: string, bytes: Uint8Array | string) => store.put(`images/${id}/${name}`, bytes)
  await put('result.json', JSON.stringify(summaryOf(id)))
  await put('tree.json', encodeTree(tree(isIn), summaryOf(id).levels))
  await put('prototypes.nii.gz', await writeLevels([labels], [width, width, 1], geometry))
  await put('input.png', picture)
  return picture
}

beforeEach(async () => {
  store = createMemoryStore('results')
  written = new Map()
  const picture = await lay('eye', isDark)
  given = new Map([[original, picture]])
  const file = { path: original, bytes: picture.length, modified: 0, sha256: await sha256Hex(picture) }
  const images = [{ id: 'eye', item: 'eye', path: original, width, height: width, channels: 1 }]
  const inventory = { format: 'cuts-inventory', version: 1, key: '', images, volumes: [], channels: 1, failed: [], notices: [], files: [file] } // biome-ignore format: one file
  await store.put('inventory.json', JSON.stringify(inventory))
})

const pick = async (options: Partial<PickFiles>): Promise<PickedFile> =>
  (await pickToFiles(outside(), {
    image: 'results/images/eye',
    clicks: [],
    out: 'out.png',
    overwrite: true,
    ...options,
  })) as PickedFile
const maskIn = async (path: string) => (await readMask([{ name: path, bytes: written.get(path)! }])).data
const inside = (x: number, y: number) => ({ at: [x, y], sign: 1 }) as const

describe('a pick by clicks', () => {
  it('is the object under the click, as one node, in pixels and square millimetres', async () => {
    const found = await pick({ clicks: [inside(18, 18)] })
    expect([...(await maskIn('out.png'))]).toEqual([...square])
    const [{ node, sign }] = found.nodes as [{ node: number; sign: number }]
    expect([tree().mass[node], sign, found.nodes!.length]).toEqual([dark.length * side * side, 1, 1])
    expect(found).toMatchObject({ areaPixels: 144, areaMm2: 36, pieces: 0 })
    expect(found.notice).toBeUndefined()
  })

  it('holds every click inside and none outside, whatever the clicks and the outline', async () => {
    const place = fc.tuple(fc.nat({ max: width - 1 }), fc.nat({ max: width - 1 }))
    const chosen = fc.uniqueArray(fc.record({ at: place, sign: fc.constantFrom(1 as const, -1 as const) }), {
      selector: ({ at }) => at.join(),
      minLength: 1,
      maxLength: 6,
    })
    await fc.assert(
      fc.asyncProperty(chosen, fc.boolean(), async (clicks, refine) => {
        fc.pre(clicks.some(({ sign }) => sign === 1))
        await pick({ clicks, refine, picture: false })
        const mask = await maskIn('out.png')
        for (const { at, sign } of clicks) expect(mask[at[1]! * width + at[0]!]).toBe(sign === 1 ? 1 : 0)
      }),
      { numRuns: 25 },
    )
  })

  it('grows and shrinks by steps', async () => {
    const { areaPixels } = await pick({ clicks: [inside(18, 18)] })
    expect((await pick({ clicks: [inside(18, 18)], steps: 1 })).areaPixels).toBeGreaterThan(areaPixels)
    expect((await pick({ clicks: [inside(18, 18)], steps: -2 })).areaPixels).toBeLessThan(areaPixels)
    // The second click is inside already: it changes nothing, so there is nothing to walk from.
    await expect(pick({ clicks: [inside(18, 18), inside(19, 19)], steps: 1 })).rejects.toThrow(/walk/)
  })

  it('reads the file of the image, and the picture in the results if the file has changed or is gone', async () => {
    const clicks = [inside(18, 18)]
    given.set(original, writeMask({ width, height: width, data: new Uint8Array(width * width) }))
    expect((await pick({ clicks, out: 'changed.png' })).notice).toMatch(/Jane Doe.png has changed/)
    given.delete(original)
    expect((await pick({ clicks, out: 'gone.png' })).notice).toMatch(/does not open/)
    for (const name of ['changed.png', 'gone.png']) expect([...(await maskIn(name))]).toEqual([...square])
  })
})

describe('a pick without clicks', () => {
  it('starts from a box or a rough mask', async () => {
    await pick({ box: { left: 11, top: 11, right: 25, bottom: 25 } })
    expect([...(await maskIn('out.png'))]).toEqual([...square])
    const rough = square.map((value, i) => (i % 7 === 0 ? 0 : value))
    given.set('rough.png', writeMask({ width, height: width, data: Uint8Array.from(rough) }))
    await pick({ mask: 'rough.png' })
    expect([...(await maskIn('out.png'))]).toEqual([...square])
  })

  it.each([
    ['with nothing', {}, /nothing says what is meant/],
    ['with clicks outside alone', { clicks: [{ at: [1, 1], sign: -1 }] }, /nothing says what is meant/],
    ['with a box beside the image', { box: { left: 90, top: 0, right: 99, bottom: 9 } }, /no pixel of the image/],
    ['with a place clicked twice', { clicks: [inside(1, 1), { at: [1, 1], sign: -1 }] }, /both as inside and/],
    ['with a level', { clicks: [inside(1, 1)], rule: 'clicks', level: 0 }, /level belongs to/],
    [
      'of a smallest node with a click outside',
      { clicks: [inside(1, 1), { at: [9, 9], sign: -1 }], rule: 'smallest' },
      /smallest takes clicks inside/,
    ],
    ['under a name of no format', { clicks: [inside(1, 1)], out: 'lesion.jpg' }, /extension/],
    ['under a label like a path', { clicks: [inside(1, 1)], label: 'scans/Jane', remember: 'e.json' }, /is no label/],
  ] as const)('%s is refused, and nothing is written', async (_, options, message) => {
    await expect(pick(options as Partial<PickFiles>)).rejects.toThrow(message)
    expect([...written.keys()]).toEqual([])
  })
})

it('a picture lies beside the mask: the image, its outline and the clicks', async () => {
  const clicks = [inside(18, 18), { at: [3, 30], sign: -1 } as const]
  const { picture } = await pick({ clicks, out: 'folder/lesion.nii.gz' })
  expect(picture).toBe('folder/lesion-picture.png')
  const { volume } = await readImage([{ name: picture!, bytes: written.get(picture!)! }])
  const factor = volume.width / width
  const area = volume.width * volume.height
  const at = (x: number, y: number): number[] =>
    [0, 1, 2].map(c => volume.pixels[c * area + Math.floor(y * factor) * volume.width + Math.floor(x * factor)]!)
  // Just outside the left edge of the square; on the arms of the plus; in the middle of the minus; on the ground.
  expect(at(11.95, 15)).toEqual([...contourColours.prediction])
  expect(at(18.5, 18.5)).toEqual([0, 0, 0])
  expect(at(3.5, 30.5)).toEqual([255, 255, 255])
  expect(at(33.5, 3.5)).toEqual(Array(3).fill(pixels[3 * width + 33]))
  await pick({ clicks, out: 'alone.png', picture: false })
  expect([...written.keys()].sort()).toEqual(['alone.png', 'folder/lesion-picture.png', 'folder/lesion.nii.gz'])
})

it('exemplars are numbers and the label, one pick after the other; no path and no name', async () => {
  const remember = 'exemplars.json'
  expect((await pick({ clicks: [inside(18, 18)], remember, label: 'lesion' })).remembered).toBe(1)
  expect((await pick({ clicks: [inside(2, 2)], remember })).remembered).toBe(2)
  const text = new TextDecoder().decode(written.get(remember))
  const { exemplars } = exemplarFileSchema.parse(JSON.parse(text))
  expect(exemplars.map(({ label }) => label)).toEqual(['lesion', 'region'])
  // A dark square of 12 x 12 px in the middle of 36 x 36 px.
  expect(exemplars[0]!.share).toBeCloseTo(Math.log(144 / 1296), 5)
  expect(exemplars[0]!.compact).toBeCloseTo(Math.log((4 * Math.PI * 144) / 48 ** 2), 5)
  expect(exemplars[0]!.place[0]).toBeCloseTo(17.5 / 36, 5)
  expect(exemplars[0]!.difference[0]).toBeLessThan(-2)
  for (const secret of ['Jane', 'scans', '.png', 'eye', 'results', '/']) expect(text).not.toContain(secret)
  // A file of before levels and parts were written is read, and gains the next pick.
  const [{ level: _, parts: __, ...earlier }] = exemplars as [(typeof exemplars)[number]]
  const file = { format: 'cuts-exemplars', version: 1, exemplars: [earlier] }
  written.set(remember, new TextEncoder().encode(JSON.stringify(file)))
  expect((await pick({ clicks: [inside(2, 2)], remember })).remembered).toBe(2)
  written.set(remember, new TextEncoder().encode('{"format": "other"}'))
  await expect(pick({ clicks: [inside(2, 2)], remember })).rejects.toThrow(/no file of exemplars/)
})

describe('remembered picks', () => {
  const apply = (options: Partial<ApplyFiles> = {}) =>
    applyToFiles(outside(), { exemplars: 'e.json', results: 'results', out: 'applied', overwrite: false, leastConfidence: 0.1, onEvent: event => void events.push(event), ...options }) // biome-ignore format: one call
  let events: RunEvent[]

  beforeEach(async () => {
    events = []
    // Like the square, less like it, and nothing like it: a wide border of the image is dark.
    const shapes = { near: darkIn(4, 8), far: darkIn(3, 9), other: (p: number) => !darkIn(1, 10)(p) }
    for (const [id, isIn] of Object.entries(shapes)) await lay(id, isIn)
    const images = ['eye', ...Object.keys(shapes), 'gone'].map(summaryOf)
    const rest = { seed: 1, preset: 'default', settings: {}, device: 'cpu', threads: 1, failed: [], notices: [] }
    const seconds = { train: 0, segment: 0, total: 0 }
    await store.put('summary.json', JSON.stringify({ schema: 1, version: '0.1.0', ...rest, images, seconds }))
    await pick({ clicks: [inside(18, 18)], remember: 'e.json', label: 'lesion', picture: false })
  })

  it('are found in every image, the least certain first; what is unlike them is nothing, what fails is told', async () => {
    const { found, nothing, failed } = await apply()
    expect(found.map(({ image }) => image)).toEqual(['far', 'near', 'eye'])
    const shapes = { eye: isDark, near: darkIn(4, 8), far: darkIn(3, 9) }
    for (const [id, isIn] of Object.entries(shapes)) {
      const mask = await maskIn(`applied/lesion/masks/${id}.png`)
      expect([...mask], id).toEqual([...labels.map(p => Number(isIn(p)))])
      expect(written.has(`applied/lesion/pictures/${id}.png`)).toBe(true)
    }
    expect(nothing).toEqual([{ image: 'other', label: 'lesion' }])
    expect(failed).toMatchObject([{ path: 'gone.png', error: expect.stringContaining('images/gone') }])
    const list = JSON.parse(new TextDecoder().decode(written.get('applied/apply.json')))
    expect(list).toMatchObject({ found, nothing, failed })
    const steps = events.filter(event => event.type === 'applied')
    expect(steps.map(({ done, total }) => [done, total])).toEqual([1, 2, 3, 4, 5].map(done => [done, 5]))
  })

  it('of several labels exclude each other', async () => {
    await pick({ clicks: [inside(18, 18)], steps: 1, remember: 'e.json', label: 'ground', picture: false })
    await apply({ leastConfidence: 0 })
    for (const id of ['eye', 'near', 'far']) {
      const names = ['lesion', 'ground']
        .map(label => `applied/${label}/masks/${id}.png`)
        .filter(name => written.has(name))
      const masks = await Promise.all(names.map(maskIn))
      for (let i = 0; i < width * width; i++) expect(masks.reduce((sum, mask) => sum + mask[i]!, 0)).toBeLessThan(2)
    }
  })

  it('come out of a session of the studio too, which says what cannot be done again', async () => {
    const { found } = await apply()
    const replay = { format: 'cuts-replay', version: 1, selecting: 2, drawing: 3, unseen: 1 }
    const text = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
    written.set('eyes.cuts', zipFile({ 'exemplars.json': written.get('e.json')!, 'replay.json': text(replay) }))
    events = []
    const again = await apply({ exemplars: 'eyes.cuts', out: 'again' })
    expect(again.found).toEqual(found)
    const told = events.flatMap(event => (event.type === 'notice' ? [event.message] : [])).join()
    expect(told).toMatch(/3 drawing steps .* 1 labelled images/)
  })

  it('are not looked for without exemplars, nor where files would be replaced', async () => {
    await expect(apply({ label: 'vessel' })).rejects.toMatchObject({ code: 'NothingToDo' })
    await apply()
    await expect(apply()).rejects.toThrow(/exists already/)
    const signal = AbortSignal.abort()
    await expect(apply({ overwrite: true, signal })).rejects.toMatchObject({ code: 'Cancelled' })
  })
})
