/** Proposals as they are written, listed and saved as masks: what is listed is what the masks hold. */
import { createRandom } from '@cuts/core'
import { readImage, readMask, writeLevels } from '@cuts/formats'
import { describe, expect, it } from 'vitest'
import { describeProposals } from '../pipeline/describe-proposals.ts'
import { segmentEmbedding } from '../pipeline/segment.ts'
import { resolveSettings } from '../presets/presets.ts'
import { encodeProposals, firstProposals, type ImageProposal, proposalsFileSchema } from '../results/proposals-file.ts'
import { imageFiles, imageFolder, labelsFile, proposalPicture, resultFiles } from '../results/result-layout.ts'
import type { ImageSummary, Summary } from '../results/summary.ts'
import { encodeTree } from '../results/tree-file.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import { listProposals, placeIn, proposalMasks } from './list-proposals.ts'
import { proposalPictures } from './proposal-outputs.ts'

const [width, height] = [24, 18]
const random = createRandom(3)
const data = Float32Array.from({ length: 2 * width * height }, (_, i) => {
  const [x, y] = [i % width, Math.floor(i / width) % height]
  return Math.sin(x / 5) + Math.cos(y / 4) + (x > 8 && x < 15 && y > 5 && y < 12 ? 3 : 0) + 0.1 * random.normal()
})
const settings = resolveSettings('default', { prototypes: { pixelsPerPrototype: 6 } })
const segmentation = segmentEmbedding({ width, height, dims: 2, data }, settings, createRandom(1))
const described = describeProposals(segmentation)

const image = (id: string): ImageSummary => ({
  ...{ id, path: `${id}.png`, width, height, channels: 1 },
  seconds: { embed: 0, condense: 0, total: 0 },
  levels: [...segmentation.levels],
  autoLevel: segmentation.autoLevel,
  persistentRegions: segmentation.persistentRegions,
  notices: [],
})

async function results(ids: readonly string[], { proposals = true } = {}) {
  const store = createMemoryStore('this page')
  const summary: Summary = {
    ...{ schema: 1, version: '0.1.0', seed: 1, preset: 'default', grouping: 'images', settings: {} },
    ...{ device: 'cpu', threads: 1, images: ids.map(image), failed: [], notices: [] },
    seconds: { train: 0, segment: 0, total: 0 },
  }
  await store.put(resultFiles.summary, JSON.stringify(summary))
  for (const id of ids) {
    const folder = imageFolder(id)
    await store.put(`${folder}/${imageFiles.seal}`, JSON.stringify(image(id)))
    await store.put(`${folder}/${imageFiles.tree}`, encodeTree(segmentation.tree, [...segmentation.levels]))
    const leaves = await writeLevels([segmentation.leaves.labels], [width, height, 1])
    await store.put(`${folder}/${labelsFile('prototypes')}`, leaves)
    if (proposals) await store.put(`${folder}/${imageFiles.proposals}`, encodeProposals(described))
  }
  return store
}

describe('proposals.json', () => {
  it('gives back what was written, to the last digit', () => {
    expect(described.length).toBeGreaterThan(3)
    expect(proposalsFileSchema.parse(JSON.parse(encodeProposals(described))).proposals).toEqual(described)
  })

  it('is refused in another version, and with a rank or a box that cannot be', () => {
    const file = JSON.parse(encodeProposals(described))
    const [first] = described
    for (const other of [{ rank: 0 }, { areaPixels: 0 }, { boundingBox: { first: [-1, 0], last: [2, 2] } }])
      expect(proposalsFileSchema.safeParse({ ...file, proposals: [{ ...first, ...other }] }).success).toBe(false)
    expect(proposalsFileSchema.safeParse({ ...file, version: 2 }).success).toBe(false)
  })
})

describe('the proposals of results', () => {
  it('are listed by image, as many as are wanted', async () => {
    const store = await results(['a', 'b'])
    const all = await listProposals(store, undefined, 2)
    expect(all).toEqual(['a', 'b'].map(id => ({ kind: 'image', id, proposals: described.slice(0, 2) })))
    expect(await listProposals(store, { kind: 'image', id: 'b' }, 1000)).toEqual([
      { kind: 'image', id: 'b', proposals: described },
    ])
  })

  it('have masks of the listed areas, inside the listed boxes', async () => {
    const store = await results(['a'])
    const items = await listProposals(store, { kind: 'image', id: 'a' }, 5)
    const listed = items[0]!.proposals as ImageProposal[]
    let seen = 0
    for await (const { name, bytes } of proposalMasks(store, items)) {
      const { rank, areaPixels, boundingBox } = listed[seen++]!
      expect(name).toBe(`a-0${rank}.png`)
      const mask = await readMask([{ name, bytes }])
      const inside = [...mask.data.keys()].filter(i => mask.data[i] !== 0)
      expect(inside.length).toBe(areaPixels)
      const [columns, rows] = [inside.map(i => i % width), inside.map(i => Math.floor(i / width))]
      expect([Math.min(...columns), Math.min(...rows)]).toEqual(boundingBox.first)
      expect([Math.max(...columns), Math.max(...rows)]).toEqual(boundingBox.last)
    }
    expect(seen).toBe(listed.length)
  })

  it('of an earlier version are said to be missing, with a way out', async () => {
    const store = await results(['a'], { proposals: false })
    for (const item of [undefined, { kind: 'image', id: 'a' } as const])
      await expect(listProposals(store, item, 10)).rejects.toMatchObject({
        code: 'Unreadable',
        action: { do: 'segment again' },
      })
  })

  it('are found by the path of a folder, of an image or of a volume', () => {
    expect(placeIn('/home/results')).toEqual({ results: '/home/results' })
    expect(placeIn('/home/results/images/eye.1')).toEqual({
      results: '/home/results',
      item: { kind: 'image', id: 'eye.1' },
    })
    expect(placeIn('results/volumes/head')).toEqual({ results: 'results', item: { kind: 'volume', id: 'head' } })
  })
})

describe('the files of an image', () => {
  it('are pictures of the first ten proposals that are small however large the image is', async () => {
    const [wide, high] = [500, 300]
    const labels = Int32Array.from({ length: wide * high }, (_, i) => {
      const [x, y] = [Math.floor(((i % wide) * width) / wide), Math.floor((Math.floor(i / wide) * height) / high)]
      return segmentation.leaves.labels[y * width + x]!
    })
    const drawn = { kind: 'grey', width: wide, height: high, data: new Uint8Array(wide * high).fill(200) } as const
    const many = Array.from({ length: 14 }, (_, index) => ({
      ...described[index % described.length]!,
      rank: index + 1,
    }))
    const files = new Map(proposalPictures(drawn, { width: wide, height: high, labels }, segmentation.tree, many))
    const pictures = Array.from({ length: firstProposals }, (_, index) => proposalPicture(index + 1))
    expect([...files.keys()]).toEqual(pictures)
    for (const name of pictures) {
      const { volume } = await readImage([{ name, bytes: files.get(name)! }])
      expect([volume.width, volume.height]).toEqual([83, 50])
      // Something of the region is as bright as the image, and something around it is not.
      expect(volume.pixels).toContain(200)
      expect(volume.pixels).toContain(100)
    }
  })
})
