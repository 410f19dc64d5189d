/** Figures read back from their SVG: what they draw is what they were given. */

import { type Comparison, defaultProtocol, tableRows } from '@cuts/compare'
import { colourFeatures, createRandom, type Image } from '@cuts/core'
import { resolveSettings } from '@cuts/runtime'
import { plotSegments, segmentEmbedding } from '@cuts/runtime/pipeline'
import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import { contourPanel } from './contour-panel.ts'
import { diceByRegionsFigure, diceCurves } from './dice-by-regions.ts'
import { differencesFigure } from './differences-figure.ts'
import { figureRows } from './figure-rows.ts'
import { granularityPanel } from './granularity-panel.ts'
import { lambdaFigure } from './lambda-figure.ts'
import { barFigure, boxFigure } from './metric-figure.ts'
import { comparisonPage } from './page.ts'
import { renderComparison } from './render-comparison.ts'
import { ink } from './svg.ts'

const images = ['a', 'b', 'c', 'd']
const side = 24

function comparisonOf(rows: { readonly [row: string]: readonly number[] }): Comparison {
  return {
    set: 'eyes <1>',
    images,
    seeds: [1],
    protocol: defaultProtocol,
    rows: [
      ...Object.keys(rows).map(row => ({ row, title: `row ${row} & co`, seeds: [1], failed: [] })),
      { row: 'sam', title: 'SAM', seeds: [1], failed: [], reason: 'needs <weights>' },
    ],
    results: Object.entries(rows).flatMap(([row, dice]) =>
      dice.map((value, i) => ({
        row,
        seed: 1,
        image: images[i]!,
        scores: { dice: value, hausdorff: 40 * value, hd95: 20 * value, ssim: value / 2, ergas: 9000, rmse: 1 - value },
        levels: [
          { regions: 2, dice: value / 2 },
          { regions: 7, dice: value },
          { regions: 30, dice: value / 4 },
        ],
        mask: () => ({ width: 1, height: 1, data: new Uint8Array(1) }),
        seconds: 1,
      })),
    ),
  }
}

const comparison = comparisonOf({ random: [0.1, 0.2, 0.1, 0.2], 'cuts-best': [0.9, 0.5, 0.7, 0.9] })
const rows = figureRows(comparison)

function read(svg: { readonly text: string }): Document {
  return parseHTML(`<html><body>${svg.text}</body></html>`).document as unknown as Document
}

/** Plots of a figure, in their order; what is written above them is not among them. */
function plotsOf(svg: { readonly text: string }): Element[] {
  return [...read(svg).querySelectorAll('svg > svg')].filter(part => part.hasAttribute('viewBox'))
}

const image: Image = {
  width: side,
  height: side,
  channels: 1,
  sampleType: 'uint8',
  pixels: Float32Array.from({ length: side * side }, (_, i) => (i % side < 9 ? 40 : 190) + ((i * 31) % 13)),
}

describe('barFigure', () => {
  it('draws a bar for every row and score, as long as its mean, in the colour of its kind', () => {
    const panels = plotsOf(barFigure(rows))
    expect(panels).toHaveLength(6)
    const bars = panels.map(panel => [...panel.querySelectorAll('g[aria-label="bar"] rect')])
    for (const pair of bars) expect(pair).toHaveLength(2)
    const lengths = bars[0]!.map(bar => Number(bar.getAttribute('width')))
    expect(lengths[1]! / lengths[0]!).toBeCloseTo(0.75 / 0.15, 6)
    expect(bars[0]![0]!.getAttribute('fill')).not.toBe(bars[0]![1]!.getAttribute('fill'))
  })
})

describe('titles of rows', () => {
  it('have room at the left, however long they are', () => {
    const title = 'a title that is nearly twice as long as most titles are, and has to fit all the same'
    const [first] = plotsOf(barFigure([{ ...rows[0]!, title }]))
    const label = [...first!.querySelectorAll('text')].find(({ textContent }) => textContent === title)!
    const end = Number(/translate\(([\d.]+)/.exec(label.getAttribute('transform')!)![1])
    // Letters of the usual typefaces are half as wide as they are high, at 11 px.
    expect(end - 5.5 * title.length).toBeGreaterThan(0)
  })
})

describe('boxFigure', () => {
  it('draws a box from quartile to quartile for every row and score', () => {
    const [dice] = plotsOf(boxFigure(rows))
    const boxes = [...dice!.querySelectorAll('g[aria-label="bar"] rect')].map(box => Number(box.getAttribute('width')))
    // Quartiles of 0.1 0.1 0.2 0.2 and of 0.5 0.7 0.9 0.9, between ranks by linear interpolation.
    expect(boxes[1]! / boxes[0]!).toBeCloseTo((0.9 - 0.65) / (0.2 - 0.1), 6)
  })
})

describe('differencesFigure', () => {
  it('turns pairs so that CUTS comes first, and fills dots where Holm leaves no chance', () => {
    const pair = (a: string, b: string, difference: number, pValue: number) => ({
      ...{ a, b, n: 9, difference, pValue },
      ...{ low: difference - 0.1, high: difference + 0.1 },
    })
    const all = figureRows(comparisonOf({ p: [0.1], q: [0.2], r: [0.7], 'cuts-best': [0.6] }))
    const pairs = [
      pair('p', 'cuts-best', -0.5, 0.01),
      pair('q', 'cuts-best', -0.4, 0.03), // twice 0.03 is above 0.05
      pair('cuts-best', 'r', -0.1, 0.2),
      pair('p', 'q', -0.1, 0.001),
    ]
    const panels = plotsOf(differencesFigure(pairs, all))
    expect(panels).toHaveLength(1)
    const dots = [...panels[0]!.querySelectorAll('g[aria-label="dot"] circle')]
    const [x0, x1, x2] = dots.map(dot => Number(dot.getAttribute('cx')))
    // 0.5, 0.4 and -0.1 along one scale.
    expect((x0! - x1!) / (x0! - x2!)).toBeCloseTo(0.1 / 0.6, 6)
    expect(x0!).toBeGreaterThan(x1!)
    expect(dots.map(dot => dot.getAttribute('fill') !== '#ffffff')).toEqual([true, false, false])
  })
})

describe('diceCurves', () => {
  it('reads at every number of regions the finest level with at most so many', () => {
    const curve = diceCurves(comparison)[1]!
    const at = (regions: number) => curve.points.find(point => point.regions === regions)!.mean
    expect([2, 6, 8, 27, 33].map(at)).toEqual(
      [0.375, 0.375, 0.75, 0.75, 0.1875].map(value => expect.closeTo(value, 12)),
    )
    expect(curve.points[0]!.high - curve.points[0]!.mean).toBeCloseTo(Math.sqrt(0.0275 / 4) / 2, 12)
    const labels = [...read(diceByRegionsFigure(diceCurves(comparison))).querySelectorAll('text')]
    const ours = labels.find(label => label.textContent === 'row cuts-best & co')!
    expect(ours.getAttribute('fill')).toBe(ink.ours)
  })
})

describe('lambdaFigure', () => {
  it('marks the weight with the best mean of every score, high or low', () => {
    const [good, bad] = [rows[1]!.scores, rows[0]!.scores]
    const points = [0, 0.01, 1].map(lambda => ({ lambda, scores: lambda === 0.01 ? good : bad }))
    const panels = plotsOf(lambdaFigure(points))
    const marked = panels.map(panel => {
      const rule = Number(panel.querySelector('g[aria-label="rule"] line')!.getAttribute('x1'))
      const dots = [...panel.querySelectorAll('g[aria-label="dot"] circle')].map(dot => Number(dot.getAttribute('cx')))
      return dots.indexOf(rule)
    })
    // Dice, Hausdorff, HD95, SSIM, ERGAS (all alike: the first), RMSE.
    expect(marked).toEqual([1, 0, 0, 1, 0, 1])
  })
})

describe('contourPanel', () => {
  it('shows every picture once, and masks that hold as many pixels as they were given', () => {
    const truth = { width: side, height: side, data: new Uint8Array(side * side).map((_, i) => (i % side < 9 ? 1 : 0)) }
    const empty = { width: side, height: side, data: new Uint8Array(side * side) }
    const predictions = [{ mask: truth, dice: 1 }, undefined, { mask: empty, dice: 0 }]
    const panel = read(contourPanel(['one', 'two', 'three'], [{ id: 'a<b', image, truth, predictions }]))
    expect(panel.querySelectorAll('image')).toHaveLength(1)
    expect(panel.querySelectorAll('use')).toHaveLength(2)
    const masks = [...panel.querySelectorAll('path[fill="#ffffff"]')].map(path => path.getAttribute('d'))
    expect(masks).toEqual([masks[0], masks[0], ''])
    expect(masks[0]!.match(/\d+ \d+/g)!.sort()).toEqual(['0 0', `0 ${side}`, '9 0', `9 ${side}`].sort())
    expect([...panel.querySelectorAll('text')].map(text => text.textContent)).toContain('a<b')
  })
})

describe('granularityPanel', () => {
  it('shows the image, levels, structures and clusters, and one plot a level', () => {
    const settings = resolveSettings('default', { features: { normalise: false }, kmeans: { normalise: false } })
    const segmentation = segmentEmbedding(colourFeatures(image, 1, settings.image), settings, createRandom(1))
    const plot = plotSegments(segmentation.tree, segmentation.prototypes!, createRandom(1))
    const panel = read(granularityPanel([{ id: 'a', image, segmentation, plot }]))
    const levels = Math.min(7, segmentation.levels.length)
    expect(panel.querySelectorAll('image')).toHaveLength(levels + 3)
    const titles = [...panel.querySelectorAll('text')].map(text => text.textContent)
    expect(titles.filter(title => title.endsWith('regions'))).toHaveLength(levels)
    expect(panel.querySelectorAll('svg > svg[stroke-linecap]')).toHaveLength(levels)
  })
})

describe('figures', () => {
  it('are XML: every element is closed', () => {
    const figures = [boxFigure(rows), barFigure(rows), diceByRegionsFigure(diceCurves(comparison))]
    for (const { text } of figures) {
      const open: string[] = []
      for (const [, closing, name, , empty] of text.matchAll(/<(\/?)([\w:-]+)((?:\s[^<>]*?)?)(\/?)>/g))
        if (closing === '/') expect(open.pop()).toBe(name)
        else if (empty !== '/') open.push(name!)
      expect(open).toEqual([])
      expect(text.replace(/<[^<>]+>/g, '')).not.toMatch(/[<>]|&(?!#?\w+;)/)
    }
  })
})

describe('comparisonPage', () => {
  const page = comparisonPage('Comparison on eyes <1>', 'note', tableRows(comparison), [
    { title: 'Bars', caption: 'Means.', svg: barFigure(rows) },
  ])

  it('holds the table, best means in bold, and why a row is empty', () => {
    const { document } = parseHTML(page)
    const lines = [...document.querySelectorAll('tbody tr')].map(line =>
      [...line.children].map(cell => cell.textContent),
    )
    expect(lines[1]!.slice(0, 3)).toEqual(['row cuts-best & co', '4', '0.750 ± 0.083'])
    expect(lines[2]).toEqual(['SAM', 'needs <weights>'])
    const bold = [...document.querySelectorAll('td b')].map(cell => cell.textContent!.split(' ')[0])
    expect(bold).toEqual(['6.00', '3.00', '9000', '0.750', '0.375', '9000', '0.250'])
  })

  it('refers to nothing outside of itself', () => {
    expect(page.match(/https?:\/\/[^"' )]+/g)?.every(url => url === 'http://www.w3.org/2000/svg')).toBe(true)
    expect(page).not.toMatch(/<script|<link|@import|url\(/)
  })
})

describe('renderComparison', () => {
  const open = {
    preset: 'default',
    settings: {},
    standardRows: ['random', 'cuts-best', 'sam'],
    sample: async (id: string) => ({
      id,
      image,
      truth: { width: side, height: side, data: new Uint8Array(side * side).fill(1) },
    }),
    granularities: async () => undefined,
  }

  it('gives the page and every figure by the names of their files', async () => {
    const files = await renderComparison({ ...comparison, ...open })
    expect([...files.keys()]).toEqual([
      'comparison.html',
      'figures/boxes.svg',
      'figures/bars.svg',
      'figures/differences.svg',
      'figures/contours.svg',
      'figures/dice-by-regions.svg',
    ])
    for (const [name, text] of files)
      if (name !== 'comparison.html') expect(files.get('comparison.html')).toContain(text.trim())
  })

  it('gives a page without figures where nothing has results', async () => {
    const files = await renderComparison({ ...comparison, ...open, results: [] })
    expect([...files.keys()]).toEqual(['comparison.html'])
  })
})
