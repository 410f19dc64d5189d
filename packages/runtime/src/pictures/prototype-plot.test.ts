import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { colourOf, paletteOfIds } from './palette.ts'
import { drawPrototypePlot } from './prototype-plot.ts'

const palette = paletteOfIds([4, 7, 9])

/** Every dot of a plot: its place, size and colour. */
function dotsOf(svg: string): { x: number; y: number; size: number; colour: string }[] {
  return [...svg.matchAll(/<path stroke="([^"]+)" stroke-width="([^"]+)" d="([^"]+)"/g)].flatMap(
    ([, colour, size, d]) =>
      [...d!.matchAll(/M([-\d.]+) ([-\d.]+)h0/g)].map(([, x, y]) => ({
        x: Number(x),
        y: Number(y),
        size: Number(size),
        colour: colour!,
      })),
  )
}

describe('drawPrototypePlot', () => {
  test('every prototype is a dot inside the picture, and distances keep their proportions', () => {
    const coordinate = fc.integer({ min: -1000, max: 1000 })
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 30 }), places => {
        const labels = places.map((_, i) => [4, 7, 9][i % 3]!)
        const mass = places.map(() => 1)
        const dots = dotsOf(drawPrototypePlot(places.flat(), mass, labels, palette))
        expect(dots).toHaveLength(places.length)
        for (const { x, y } of dots) {
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(4.9)
          expect(Math.max(x, y)).toBeLessThanOrEqual(95.1)
        }
        const spread = (values: number[]): number => Math.max(...values) - Math.min(...values)
        const extent = Math.max(spread(places.map(([x]) => x)), spread(places.map(([, y]) => y)))
        const drawn = Math.max(spread(dots.map(dot => dot.x)), spread(dots.map(dot => dot.y)))
        if (extent > 0) expect(drawn).toBeCloseTo(90, 0)
      }),
    )
  })

  test('colours are those of the label maps, sizes grow with mass, up is up', () => {
    const dots = dotsOf(drawPrototypePlot([0, 0, 0, 1], [1, 99], [7, 9], palette))
    const rgb = (label: number): string => `rgb(${colourOf(palette, label).join(',')})`
    const light = dots.find(dot => dot.colour === rgb(7))!
    const heavy = dots.find(dot => dot.colour === rgb(9))!
    expect(heavy.size).toBeGreaterThan(light.size)
    expect(heavy.y).toBeLessThan(light.y)
    // The commoner label comes first, so that the rarer one lies over it.
    expect(dots[0]).toBe(heavy)
  })

  test('one point lies in the middle; what does not fit is refused', () => {
    expect(dotsOf(drawPrototypePlot([3, 4], [1], [4], palette))).toMatchObject([{ x: 50, y: 50 }])
    expect(() => drawPrototypePlot([3, 4], [1, 2], [4], palette)).toThrow(/as many masses/)
    expect(() => drawPrototypePlot([3, 4], [1], [5], palette)).toThrow(/It lacks 5/)
  })
})
