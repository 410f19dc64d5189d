import { createRandom, type Image } from '@cuts/core'
import { clickAt, emptySelection, paintSelection } from '@cuts/core/selection'
import { expect, it } from 'vitest'
import { levelOf, lookupOf } from '../engine/index.ts'
import { buffersOf, regionsByColour, withoutValues } from './find-regions.ts'

const [width, height] = [400, 300]
const inDisc = (i: number): boolean => Math.hypot((i % width) - 250, Math.floor(i / width) - 120) < 60
const random = createRandom(7)
/** A bright disc on a dark ground, larger than the size at which regions are found. */
const image: Image = {
  width,
  height,
  channels: 1,
  sampleType: 'uint8',
  pixels: Float32Array.from({ length: width * height }, (_, i) => (inDisc(i) ? 200 : 40) + 8 * random.normal()),
}

it('regions have the size of the image, a pixel for each leaf, and a click takes the disc', () => {
  const regions = regionsByColour(image)
  expect(regions.leaves).toHaveLength(width * height)
  expect(Math.min(...regions.space.mass)).toBeGreaterThan(0)
  expect(regions.colours).toHaveLength(3 * regions.tree.leaves)
  for (const wanted of [1, 2, 7, regions.tree.leaves, regions.tree.leaves + 99]) {
    const level = levelOf(regions, wanted)
    expect(new Set(lookupOf(regions, { clusters: level, split: [], fused: [] })).size).toBe(
      Math.min(wanted, regions.tree.leaves),
    )
  }
  const click = { x: 250, y: 120, label: 1, sign: 1 } as const
  const painted = paintSelection(regions.space, clickAt(regions.space, emptySelection(regions.space), click))
  let [both, either] = [0, 0]
  for (const [i, value] of painted.entries()) {
    if (value === 1 && inDisc(i)) both++
    if (value === 1 || inDisc(i)) either++
  }
  expect(both / either).toBeGreaterThan(0.97)
})

it('regions cross to the page without a copy of the image', () => {
  const regions = regionsByColour(image)
  const sent = withoutValues(regions)
  expect(sent.space.values.data).toHaveLength(0)
  const buffers = buffersOf(sent)
  expect(buffers).toContain(regions.leaves.buffer)
  expect(buffers).not.toContain(image.pixels.buffer)
  const received = structuredClone(sent, { transfer: [...buffers] })
  expect(received.space.leaves).toBe(received.leaves)
})

it('tells greys apart on either side of the middle', () => {
  const greys = [20, 60, 170, 230]
  const stripe = (i: number): number => Math.floor((4 * (i % width)) / width)
  const pixels = Float32Array.from({ length: width * height }, (_, i) => greys[stripe(i)]! + random.normal())
  const { tree, leaves, ...regions } = regionsByColour({ ...image, pixels })
  const lookup = lookupOf({ tree, leaves, ...regions }, { clusters: 4, split: [], fused: [] })
  for (let at = 0; at < 4; at++) {
    const own = [...leaves].flatMap((leaf, i) => (stripe(i) === at ? [lookup[leaf]!] : []))
    const most = Math.max(...[...new Set(own)].map(region => own.filter(other => other === region).length))
    expect(most / own.length).toBeGreaterThan(0.95)
    expect(new Set(own.slice(0, 9)).size).toBe(1)
  }
  expect(new Set(lookup).size).toBe(4)
  // Merges differ in what they cost.
  expect(new Set(tree.height).size).toBeGreaterThan(tree.leaves / 2)
})
