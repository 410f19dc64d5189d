/** Run lengths, patches, fill and strokes against naive versions. */
import { createRandom } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { fillFrom } from './fill.ts'
import { applyPatch, patchBetween, wholeFrame } from './patch.ts'
import { runsOf, writeRuns } from './runs.ts'
import { capsuleBox, eachRunInCapsule } from './strokes.ts'

const size = { width: 23, height: 17 }
const random = createRandom(4)
const noisy = (values: number): Uint8Array =>
  Uint8Array.from({ length: size.width * size.height }, () => random.integer(values))

describe('run lengths', () => {
  it('write the same pixels into any box and leave the others', () => {
    for (let n = 0; n < 50; n++) {
      const [left, top] = [random.integer(20), random.integer(15)]
      const box = { left, top, width: 1 + random.integer(23 - left), height: 1 + random.integer(17 - top) }
      const [from, to] = [noisy(2), noisy(3)]
      const runs = runsOf(from, size, box)
      expect(runs.filter((_, i) => i % 2 === 1).reduce((sum, count) => sum + count, 0)).toBe(box.width * box.height)
      const written = to.slice()
      writeRuns(written, size, box, runs)
      for (const i of written.keys()) {
        const [x, y] = [i % size.width, Math.floor(i / size.width)]
        const isInside = x >= left && x < left + box.width && y >= top && y < top + box.height
        expect(written[i]).toBe(isInside ? from[i] : to[i])
      }
    }
  })
})

describe('patches', () => {
  it('go forth and back, with the smallest box', () => {
    const before = noisy(3)
    const after = before.slice()
    after[3 * 23 + 5] = 9
    after[7 * 23 + 2] = 9
    const patch = patchBetween({ image: 'a', slice: 0 }, before, after, size)!
    expect(patch.box).toEqual({ left: 2, top: 3, width: 4, height: 5 })
    const frame = before.slice()
    applyPatch(frame, size, patch, 'after')
    expect(frame).toEqual(after)
    applyPatch(frame, size, patch, 'before')
    expect(frame).toEqual(before)
    expect(patchBetween({ image: 'a', slice: 0 }, before, before.slice(), size, wholeFrame(size))).toBeUndefined()
  })
})

/** Spreads to neighbours until nothing changes. */
function naiveFill(frame: Uint8Array, start: number, value: number): Uint8Array {
  const [old, reached] = [frame[start]!, new Set([start])]
  for (let before = 0; before !== reached.size; ) {
    before = reached.size
    for (const i of [...reached])
      for (const j of [i % 23 > 0 ? i - 1 : -1, i % 23 < 22 ? i + 1 : -1, i - 23, i + 23])
        if (j >= 0 && j < frame.length && frame[j] === old) reached.add(j)
  }
  return frame.map((pixel, i) => (reached.has(i) ? value : pixel))
}

it('fill takes what touches and is alike', () => {
  for (let n = 0; n < 30; n++) {
    const frame = noisy(2)
    const start = random.integer(frame.length)
    const expected = naiveFill(frame, start, 7)
    fillFrom(frame, size, { x: start % 23, y: Math.floor(start / 23) }, 7)
    expect(frame).toEqual(expected)
  }
})

it('a stroke holds the pixels whose centres lie within its radius, inside its box', () => {
  for (let n = 0; n < 60; n++) {
    const point = () => ({ x: 30 * random.uniform() - 3, y: 22 * random.uniform() - 3 })
    const [a, any, radius] = [point(), point(), 1 + 4 * random.uniform()]
    // Level and upright strokes and dots too.
    const b = { x: n % 5 === 1 || n % 5 === 3 ? a.x : any.x, y: n % 5 === 2 || n % 5 === 3 ? a.y : any.y }
    const drawn = new Set<number>()
    eachRunInCapsule(a, b, radius, size, (from, to) => {
      expect(Math.floor((to - 1) / size.width)).toBe(Math.floor(from / size.width))
      for (let i = from; i < to; i++) drawn.add(i)
    })
    const box = capsuleBox(a, b, radius, size)
    for (let i = 0; i < size.width * size.height; i++) {
      const [x, y] = [(i % 23) + 0.5, Math.floor(i / 23) + 0.5]
      let nearest = Number.POSITIVE_INFINITY
      for (let t = 0; t <= 1; t += 0.005)
        nearest = Math.min(nearest, Math.hypot(x - a.x - t * (b.x - a.x), y - a.y - t * (b.y - a.y)))
      // The pixel under the pointer belongs to it however small the brush is.
      const isUnder = Math.floor(b.x) === i % 23 && Math.floor(b.y) === Math.floor(i / 23)
      if (Math.abs(nearest - radius) > 0.1 && !isUnder) expect(drawn.has(i)).toBe(nearest < radius)
      if (!isUnder && drawn.has(i)) {
        expect(i % 23).toBeGreaterThanOrEqual(box.left)
        expect(Math.floor(i / 23)).toBeLessThan(box.top + box.height)
      }
    }
  }
})
