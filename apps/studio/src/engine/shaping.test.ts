import { describe, expect, it } from 'vitest'
import { smallRegions } from '../testing/small-regions.ts'
import {
  addImage,
  createSession,
  floodByValue,
  frameOf,
  openStroke,
  perform,
  setRegions,
  shapings,
  undo,
  withinRange,
} from './index.ts'

const [width, height] = [60, 50]
const place = { image: 'a', slice: 0 }
const indices = Array.from({ length: width * height }, (_, i) => i)
const from = (i: number, x: number, y: number): number => Math.hypot((i % width) - x, Math.floor(i / width) - y)

function open() {
  const session = createSession()
  addImage(session, { id: 'a', name: 'a', width, height, depth: 1 })
  setRegions(session, place, smallRegions(width, height, 1))
  perform(session, { do: 'add label', name: 'other' })
  return { session, frame: frameOf(session, place) }
}

/** A disc of label 2 with a pinhole, another disc far away, and label 1 close to the first. */
function discs() {
  const { session, frame } = open()
  for (const i of indices) {
    if (from(i, 20, 20) <= 10) frame[i] = 2
    if (from(i, 50, 40) <= 4) frame[i] = 2
    if (i % width === 33) frame[i] = 1
  }
  frame[20 * width + 20] = 0
  return { session, frame }
}

describe('the shape of a label', () => {
  it('grows by the radius, but not over another label', () => {
    const { session, frame } = discs()
    const before = frame.slice()
    perform(session, { do: 'shape', place, how: 'grow', radius: 5 })
    for (const i of indices) {
      if (i % width === 33) expect(frame[i]).toBe(1)
      else
        expect(frame[i] === 2).toBe(
          indices.some(j => before[j] === 2 && from(i, j % width, Math.floor(j / width)) <= 5),
        )
    }
    undo(session)
    expect(frame).toEqual(before)
  })

  it('loses its smaller part and its hole', () => {
    const { session, frame } = discs()
    perform(session, { do: 'shape', place, how: 'keep largest', radius: 1 })
    perform(session, { do: 'shape', place, how: 'fill holes', radius: 1 })
    expect(indices.filter(i => frame[i] === 2)).toEqual(indices.filter(i => from(i, 20, 20) <= 10))
  })

  it('stays where it is locked', () => {
    const { session, frame } = discs()
    perform(session, { do: 'change label', id: 2, to: { locked: true } })
    const before = frame.slice()
    for (const how of shapings) expect(perform(session, { do: 'shape', place, how, radius: 3 })).toBeUndefined()
    expect(frame).toEqual(before)
  })
})

describe('drawing by intensity', () => {
  const values = Float32Array.from(indices, i => (i % width < 30 ? 10 : 100) + (i % 7))
  const like = (start: number) => withinRange(values, width * height, start, 20)

  it('paints under the pen only what is alike', () => {
    const { session, frame } = open()
    const stroke = openStroke(session, place, { radius: 6, erase: false, accepts: like(20 * width + 27) })
    stroke.to({ x: 27.5, y: 20.5 })
    stroke.to({ x: 40.5, y: 20.5 })
    expect(stroke.end()?.title).toBe('threshold')
    const painted = indices.filter(i => frame[i] === 2)
    expect(Math.max(...painted.map(i => i % width))).toBe(29)
    expect(painted).toHaveLength(
      indices.filter(i => i % width < 30 && from(i, 27, 20) <= 6).length +
        indices.filter(
          i => i % width > 27 && i % width < 30 && from(i, 27, 20) > 6 && Math.abs(Math.floor(i / width) - 20) <= 6,
        ).length,
    )
  })

  it('floods what is connected and alike, in every channel, around a lock', () => {
    const { session, frame } = open()
    for (const i of indices) if (Math.floor(i / width) === 25) frame[i] = 1
    perform(session, { do: 'change label', id: 1, to: { locked: true } })
    floodByValue(session, place, { x: 3, y: 3, erase: false }, like(3 * width + 3))
    for (const i of indices) expect(frame[i]).toBe(Math.floor(i / width) === 25 ? 1 : i % width < 30 ? 2 : 0)
    const both = new Float32Array(2 * values.length)
    both.set(values)
    both[values.length + 5] = 50
    const isLike = withinRange(both, width * height, 4, 20)
    expect([isLike(3), isLike(5), isLike(40)]).toEqual([true, false, false])
  })
})

describe('a lasso', () => {
  const square = [
    { x: 10, y: 10 },
    { x: 28, y: 10 },
    { x: 28, y: 24 },
    { x: 10, y: 24 },
  ]

  it('takes the pixels whose centres it holds, or whole regions', () => {
    const { session, frame } = open()
    perform(session, { do: 'lasso', place, points: square, erase: false })
    expect(indices.filter(i => frame[i] === 2)).toEqual(
      indices.filter(i => i % width >= 10 && i % width < 28 && i >= 10 * width && i < 24 * width),
    )
    undo(session)
    const { regions } = session.held.get('a/0')!
    perform(session, { do: 'lasso', place, points: square, erase: false, snap: 'finest' })
    const owners = new Map<number, Set<number>>()
    for (const [i, leaf] of regions.leaves.entries()) owners.set(leaf, (owners.get(leaf) ?? new Set()).add(frame[i]!))
    expect([...owners.values()].every(({ size }) => size === 1)).toBe(true)
    expect(frame.includes(2)).toBe(true)
    perform(session, { do: 'lasso', place, points: square, erase: true, snap: 'finest' })
    expect(frame.includes(2)).toBe(false)
  })
})
