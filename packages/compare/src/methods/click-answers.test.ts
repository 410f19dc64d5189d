/** What answers clicks, on a picture of three bars whose tree is known. */
import { assembleTree, type LabelMap, type Mask } from '@cuts/core'
import { openSelection } from '@cuts/core/selection'
import { describe, expect, it } from 'vitest'
import { randomWalker, smallestNode } from './click-answers.ts'

// Five bars of one segment each: dark, bright, bright, bright, dark. Bars 1 and 2 join first, then bar 3, then the dark
// ones.
const bars = 5
const [width, height] = [3 * bars, 4]
const labels = Int32Array.from({ length: width * height }, (_, i) => Math.floor((i % width) / 3))
const leaves: LabelMap = { width, height, labels }
const mass = 3 * height
const tree = assembleTree({
  leafMass: new Float64Array(bars).fill(mass),
  startHeight: 0,
  children: [1, 2, 5, 3, 6, 0, 7, 4],
  mergeHeight: [1, 2, 3, 4],
  mergeStep: [1, 2, 3, 4],
  iterations: 4,
  lastHeight: 4,
})
const at = (bar: number, sign: 1 | -1 = 1) => ({ x: 3 * bar + 1, y: 1, sign })
/** The bars of which every pixel is inside; fails if one is cut. */
function barsOf(mask: Mask): number[] {
  const inside = Array.from({ length: bars }, (_, bar) =>
    mask.data.filter((value, i) => value === 1 && labels[i] === bar),
  )
  for (const { length } of inside) expect([0, mass]).toContain(length)
  return inside.flatMap(({ length }, bar) => (length > 0 ? [bar] : []))
}

describe('the smallest node', () => {
  // Persistent: the three bright bars, and each of the dark ones.
  const persistent: LabelMap = { ...leaves, labels: labels.map(bar => (bar >= 1 && bar <= 3 ? 1 : bar)) }

  it('is the persistent structure of the first click, then the smallest that holds all clicks inside', async () => {
    const answer = smallestNode(tree, leaves, persistent)
    expect(barsOf(await answer(at(1)))).toEqual([1, 2, 3])
    expect(barsOf(await answer(at(2)))).toEqual([1, 2])
    expect(barsOf(await answer(at(1, -1)))).toEqual([1, 2])
    expect(barsOf(await answer(at(3)))).toEqual([1, 2, 3])
    expect(barsOf(await answer(at(0)))).toEqual([0, 1, 2, 3])
  })

  it('has nothing before a click inside', async () => {
    expect(barsOf(await smallestNode(tree, leaves, persistent)(at(2, -1)))).toEqual([])
  })
})

describe('the random walker', () => {
  // A frame of one segment around the bars, so that no bar lies on the border.
  const [columns, rows] = [width + 2, height + 2]
  const framed = new Int32Array(columns * rows).fill(bars)
  const data = new Float32Array(columns * rows).fill(-1)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = (y + 1) * columns + x + 1
      framed[i] = labels[y * width + x]!
      data[i] = framed[i] >= 1 && framed[i] <= 3 ? 1 : -1
    }
  const whole = assembleTree({
    leafMass: Float64Array.of(mass, mass, mass, mass, mass, columns * rows - bars * mass),
    startHeight: 0,
    children: [1, 2, 6, 3, 5, 0, 8, 4, 9, 7],
    mergeHeight: [1, 2, 3, 4, 5],
    mergeStep: [1, 2, 3, 4, 5],
    iterations: 5,
    lastHeight: 5,
  })
  const planes = { width: columns, height: rows, channels: 1, data }
  const space = openSelection(whole, { width: columns, height: rows, labels: framed }, planes)
  const inside = async (...clicks: (readonly [bar: number, sign: 1 | -1])[]) => {
    const answer = randomWalker(space)
    let mask: Mask = { width: columns, height: rows, data: new Uint8Array(columns * rows) }
    for (const [bar, sign] of clicks) mask = await answer({ x: bar === bars ? 0 : 3 * bar + 2, y: 2, sign })
    return [...new Set([...framed].filter((_, i) => mask.data[i] === 1))].sort()
  }

  it('fills what looks like the click, and stops at contrast', async () => {
    expect(await inside([2, 1])).toEqual([1, 2, 3])
  })

  it('takes a click outside back out, and the last click of a segment counts', async () => {
    expect(await inside([2, 1], [3, -1])).not.toContain(3)
    expect(await inside([2, 1], [3, -1], [3, 1])).toEqual([1, 2, 3])
  })

  it('takes what lies on the border of the image for outside until it is clicked', async () => {
    expect(await inside([2, 1], [0, 1])).not.toContain(bars)
    expect(await inside([2, 1], [bars, 1])).toContain(bars)
  })
})
