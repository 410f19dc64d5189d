/** The training-free methods against plain versions of their definitions and drawn images. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toLab } from '../image/lab.ts'
import { otsuBin } from '../image/otsu.ts'
import type { Planes } from '../image/planes.ts'
import { createRandom } from '../random/index.ts'
import { largestBasins } from './basins.ts'
import { flood } from './flooding.ts'
import { gradientLength } from './gradient.ts'
import { felzenszwalb, gradientWatershed, markerWatershed, slic } from './index.ts'
import { open3x3 } from './opening.ts'
import { createPriorityQueue } from './priority-queue.ts'

const [width, height] = [6, 5]
const area = width * height
const neighbours = (i: number, corners: boolean): number[] =>
  Array.from({ length: area }, (_, j) => j).filter(j => {
    const [dx, dy] = [Math.abs((i % width) - (j % width)), Math.abs(Math.floor(i / width) - Math.floor(j / width))]
    return corners ? Math.max(dx, dy) === 1 : dx + dy === 1
  })

/** A drawn grey image; `value` in [-1, 1]. */
function draw(w: number, h: number, value: (x: number, y: number) => number): Planes {
  const data = Float32Array.from({ length: w * h }, (_, i) => value(i % w, Math.floor(i / w)))
  return { width: w, height: h, channels: 1, data }
}

describe('createPriorityQueue', () => {
  it('gives items in the order of a stable sort by key', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 })), keys => {
        const queue = createPriorityQueue()
        for (const [item, key] of keys.entries()) queue.push(item, key)
        const order = keys.map((_, item) => item).sort((a, b) => keys[a]! - keys[b]!)
        expect(keys.map(() => queue.pop()!.item)).toEqual(order)
        expect(queue.pop()).toBeUndefined()
      }),
    )
  })
})

describe('flood', () => {
  const relief = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: area, maxLength: area })
  const markers = fc.array(fc.constantFrom(0, 0, 0, 0, 1, 2, 3), { minLength: area, maxLength: area })
  const inside = fc.uint8Array({ minLength: area, maxLength: area, max: 1 })

  it('gives every pixel a marker from which the highest point of the way is lowest', () => {
    fc.assert(
      fc.property(relief, markers, inside, (heights, marked, within) => {
        const labels = flood(Float64Array.from(heights), Int32Array.from(marked), width, within)
        // Lowest pass from any pixel of a label to every pixel, by relaxation until nothing changes.
        const passes = [1, 2, 3].map(label => {
          const pass = heights.map((level, i) => (marked[i] === label && within[i] === 1 ? level : Infinity))
          for (let changed = true; changed; ) {
            changed = false
            for (let i = 0; i < area; i++)
              for (const j of neighbours(i, false)) {
                const over = Math.max(pass[j]!, heights[i]!)
                // Water does not flow through what another marker holds already.
                if (within[i] === 0 || marked[i] !== 0 || over >= pass[i]!) continue
                pass[i] = over
                changed = true
              }
          }
          return pass
        })
        for (let i = 0; i < area; i++) {
          const lowest = Math.min(...passes.map(pass => pass[i]!))
          if (lowest === Infinity) expect(labels[i]).toBe(0)
          else expect(passes[labels[i]! - 1]![i]).toBe(lowest)
        }
      }),
    )
  })
})

describe('otsuBin', () => {
  it('parts the values so that the variance within the classes is least', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(7), { minLength: 2, maxLength: 40 }), values => {
        if (new Set(values).size < 2) return
        const counts = new Float64Array(8)
        for (const value of values) counts[value]!++
        const spread = (part: number[]): number => {
          const mean = part.reduce((a, b) => a + b, 0) / Math.max(1, part.length)
          return part.reduce((sum, value) => sum + (value - mean) ** 2, 0)
        }
        const within = (bin: number): number =>
          spread(values.filter(value => value <= bin)) + spread(values.filter(value => value > bin))
        const least = Math.min(...counts.map((_, bin) => within(bin)))
        expect(within(otsuBin(counts))).toBeCloseTo(least, 9)
      }),
    )
  })
})

describe('open3x3', () => {
  it('is the greatest of the least values of all squares over a pixel', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: area, maxLength: area }), grey => {
        const around = (i: number): number[] => [i, ...neighbours(i, true)]
        const eroded = [...grey].map((_, i) => Math.min(...around(i).map(j => grey[j]!)))
        const opened = eroded.map((_, i) => Math.max(...around(i).map(j => eroded[j]!)))
        expect([...open3x3(grey, width, height)]).toEqual(opened)
      }),
    )
  })
})

describe('toLab', () => {
  it('gives the published values of the primaries of sRGB, to 0.05', () => {
    const published = [
      [1, 0, 0, 53.24, 80.09, 67.2],
      [0, 1, 0, 87.73, -86.18, 83.18],
      [0, 0, 1, 32.3, 79.19, -107.86],
      [1, 1, 1, 100, 0, 0],
      [0, 0, 0, 0, 0, 0],
    ] as const
    const labOf = (...colour: readonly number[]): Float32Array =>
      toLab({ width: 1, height: 1, channels: colour.length, data: Float32Array.from(colour) }).data
    for (const [r, g, b, ...expected] of published) {
      const lab = labOf(r, g, b)
      for (const [k, value] of expected.entries()) expect(Math.abs(lab[k]! - value)).toBeLessThan(0.05)
    }
    expect(labOf(0.4)).toEqual(labOf(0.4, 0.4, 0.4))
  })
})

describe('markerWatershed', () => {
  it('parts two dark discs that overlap, and leaves the bright at 0', () => {
    const inside = (x: number, y: number, cx: number, radius = 10): boolean => Math.hypot(x - cx, y - 20) <= radius
    const image = draw(50, 41, (x, y) => (inside(x, y, 17) || inside(x, y, 33) ? -0.8 : 0.6))
    const { labels } = markerWatershed(image)
    for (let i = 0; i < labels.length; i++) {
      const [x, y] = [i % 50, Math.floor(i / 50)]
      if (inside(x, y, 17) && x < 25) expect(labels[i]).toBe(1)
      else if (inside(x, y, 33) && x > 25) expect(labels[i]).toBe(2)
      // The opening closes the notches between the discs.
      else if (!inside(x, y, 17, 13) && !inside(x, y, 33, 13)) expect(labels[i]).toBe(0)
    }
  })

  it('finds nothing in an even image', () => {
    expect(new Set(markerWatershed(draw(8, 8, () => 0.3)).labels)).toEqual(new Set([0]))
  })
})

describe('largestBasins', () => {
  it('finds, along a line, the basins that hold most water when they run over', () => {
    const line = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 14 })
    fc.assert(
      fc.property(line, fc.integer({ min: 1, max: 5 }), (heights, count) => {
        // Water is raised to one height after another; every stretch below it is a basin.
        let basins: { began: number; from: number; to: number }[] = []
        const ended: { began: number; held: number }[] = []
        for (const water of [...heights].sort((a, b) => a - b)) {
          const at = heights.indexOf(water)
          const met = basins.filter(({ from, to }) => to === at - 1 || from === at + 1)
          const held = met.map(({ from, to }) => heights.slice(from, to + 1).reduce((sum, h) => sum + water - h, 0))
          if (met.length === 2 && held[0] === held[1]) return
          const most = held.indexOf(Math.max(...held))
          for (const [k, { began }] of met.entries()) if (k !== most) ended.push({ began, held: held[k]! })
          const from = Math.min(at, ...met.map(basin => basin.from))
          const to = Math.max(at, ...met.map(basin => basin.to))
          basins = [...basins.filter(basin => !met.includes(basin)), { began: met[most]?.began ?? at, from, to }]
        }
        ended.sort((a, b) => b.held - a.held)
        if (ended.some(({ held }, k) => held === ended[k + 1]?.held)) return
        const largest = [basins[0]!, ...ended].slice(0, count).map(({ began }) => began)
        const markers = largestBasins(Float64Array.from(heights), heights.length, count)
        expect([...markers.keys()].filter(i => markers[i] !== 0).sort((a, b) => markers[a]! - markers[b]!)).toEqual(
          largest,
        )
      }),
    )
  })
})

describe('gradientLength', () => {
  it('of a plane is its slope, all channels together', () => {
    const ramp = (slopeX: number, slopeY: number): number[] =>
      Array.from({ length: area }, (_, i) => slopeX * (i % width) + slopeY * Math.floor(i / width))
    const lengths = gradientLength({
      width,
      height,
      channels: 2,
      data: Float32Array.from([...ramp(1, 2), ...ramp(-4, 2)]),
    })
    for (let y = 1; y < height - 1; y++)
      for (let x = 1; x < width - 1; x++) expect(lengths[y * width + x]).toBeCloseTo(5, 6)
  })
})

describe('gradientWatershed', () => {
  it('finds flat parts up to a pixel of their edges', () => {
    const part = (x: number, y: number): number => (x < 14 ? 0 : y < 17 ? 1 : 2)
    const image = draw(40, 40, (x, y) => [-0.9, 0, 0.6][part(x, y)]!)
    const { labels } = gradientWatershed(image, { segments: 3, sigma: 1 })
    const of = [labels[0]!, labels[39]!, labels[39 * 40 + 39]!]
    expect(new Set(of).size).toBe(3)
    for (let i = 0; i < labels.length; i++) {
      const [x, y] = [i % 40, Math.floor(i / 40)]
      const near = new Set([-1, 1].flatMap(d => [part(x + d, y), part(x, y + d)]).concat(part(x, y)))
      expect([...near].map(k => of[k])).toContain(labels[i])
    }
  })
})

describe('felzenszwalb', () => {
  it('joins two regions where their difference is small against the greatest edge of their spanning trees', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(0, 60, 200), fc.constantFrom(1, 3), (seed, scale, minSize) => {
        const random = createRandom(seed)
        const image = draw(width, height, () => random.integer(9) / 4 - 1)
        const { labels } = felzenszwalb(image, { scale, sigma: 0, minSize })
        expect(sameParts([...labels], plainGraphs(image, scale / 255, minSize))).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('finds flat parts, whatever their contrast', () => {
    const image = draw(30, 20, (x, y) => (x < 10 ? -0.9 : y < 8 ? 0.1 : 0.3))
    const { labels } = felzenszwalb(image, { scale: 10, sigma: 0, minSize: 5 })
    expect([0, 29, 19 * 30 + 29].map(i => labels[i])).toEqual([0, 1, 2])
    expect(new Set(labels).size).toBe(3)
  })

  /** Regions as sets, each asked anew for its spanning tree. */
  function plainGraphs(image: Planes, scale: number, minSize: number): number[] {
    const label = Array.from({ length: area }, (_, i) => i)
    const weight = (i: number, j: number): number => Math.abs(image.data[i]! - image.data[j]!) / 2
    const edges = [
      [1, 0],
      [0, 1],
      [1, 1],
      [-1, 1],
    ].flatMap(([dx, dy]) =>
      label.flatMap(i => {
        const [x, y] = [(i % width) + dx!, Math.floor(i / width) + dy!]
        return x < 0 || x >= width || y >= height ? [] : [[i, y * width + x] as const]
      }),
    )
    edges.sort(([a, b], [c, d]) => weight(a, b) - weight(c, d))
    const membersOf = (l: number): number[] => label.flatMap((own, i) => (own === l ? [i] : []))
    const bound = (l: number): number => {
      const members = membersOf(l)
      // Prim's spanning tree over the edges inside; its greatest edge.
      const reached = new Set([members[0]!])
      let greatest = 0
      while (reached.size < members.length) {
        const out = edges
          .filter(([a, b]) => label[a] === l && label[b] === l && reached.has(a) !== reached.has(b))
          .sort(([a, b], [c, d]) => weight(a, b) - weight(c, d))[0]!
        greatest = Math.max(greatest, weight(...out))
        for (const i of out) reached.add(i)
      }
      return greatest + scale / members.length
    }
    const join = (a: number, b: number): void => {
      for (const i of membersOf(b)) label[i] = a
    }
    for (const [i, j] of edges) {
      const [a, b] = [label[i]!, label[j]!]
      if (a !== b && weight(i, j) < Math.min(bound(a), bound(b))) join(a, b)
    }
    for (const [i, j] of edges) {
      const [a, b] = [label[i]!, label[j]!]
      if (a !== b && Math.min(membersOf(a).length, membersOf(b).length) < minSize) join(a, b)
    }
    return label
  }
})

function sameParts(a: readonly number[], b: readonly number[]): boolean {
  return a.every((_, i) => a.every((_, j) => (a[i] === a[j]) === (b[i] === b[j])))
}

describe('slic', () => {
  it('parts an even image into cells of about one size, every pixel in that of the nearest mean', () => {
    const even = draw(30, 20, () => 0.5)
    const { labels } = slic(even, { segments: 6, compactness: 10 })
    const members = Array.from({ length: 6 }, (_, label) => [...labels.keys()].filter(i => labels[i] === label))
    const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length
    const centres = members.map(own => [mean(own.map(i => i % 30)), mean(own.map(i => Math.floor(i / 30)))] as const)
    for (const own of members) expect(Math.abs(own.length - 100)).toBeLessThanOrEqual(21)
    for (const [i, label] of labels.entries()) {
      const distances = centres.map(([x, y]) => Math.hypot((i % 30) - x, Math.floor(i / 30) - y))
      expect(distances[label]).toBeCloseTo(Math.min(...distances), 9)
    }
  })

  it('follows a sharp edge', () => {
    const { labels } = slic(
      draw(40, 40, x => (x < 23 ? -1 : 1)),
      { segments: 4, compactness: 1 },
    )
    const left = new Set(labels.filter((_, i) => i % 40 < 23))
    for (const label of labels.filter((_, i) => i % 40 >= 23)) expect(left.has(label)).toBe(false)
  })

  it('numbers its regions from 0 without gaps, on images of any shape and number of channels', () => {
    const shapes = fc.record({
      w: fc.integer({ min: 1, max: 25 }),
      h: fc.integer({ min: 1, max: 25 }),
      channels: fc.constantFrom(1, 2, 3),
      segments: fc.integer({ min: 1, max: 40 }),
      seed: fc.nat(),
    })
    fc.assert(
      fc.property(shapes, ({ w, h, channels, segments, seed }) => {
        const random = createRandom(seed)
        const data = Float32Array.from({ length: channels * w * h }, () => 2 * random.uniform() - 1)
        const { labels } = slic({ width: w, height: h, channels, data }, { segments, compactness: 10 })
        const found = [...new Set(labels)].sort((a, b) => a - b)
        expect(labels.length).toBe(w * h)
        expect(found).toEqual(found.map((_, label) => label))
      }),
    )
  })
})
