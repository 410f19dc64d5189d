/** The figures of a comparison: their images and captions. */
import { comparePairs, lambdaRows, type OpenComparison, scoresByImage } from '@cuts/compare'
import type { LabelMap } from '@cuts/core'
import { reduceImage, reduceLabels, reduceMask } from '@cuts/runtime/pictures'
import { type ContourSample, contourPanel } from './contour-panel.ts'
import { diceByRegionsFigure, diceCurves } from './dice-by-regions.ts'
import { differencesFigure } from './differences-figure.ts'
import { type FigureRow, figureRows } from './figure-rows.ts'
import { type GranularitySample, granularityPanel } from './granularity-panel.ts'
import { lambdaFigure } from './lambda-figure.ts'
import { barFigure, boxFigure } from './metric-figure.ts'
import type { Figure } from './page.ts'

/** Longest side of a picture, px; larger ones are reduced. */
const pictureSide = 256
const panelImages = 5
const granularityImages = 3

/** Columns of the panel of outlines, as in the paper's Fig. 2; rows of other tools join them. */
const panelRows = new Set(
  'watershed felzenszwalb slic dfc stego cuts-kmeans cuts-persistent cuts-auto cuts-best sam unet dynunet'.split(' '),
)

/** Returns the figures by file name; none if no row has results. */
export async function drawFigures(comparison: OpenComparison): Promise<{ readonly [name: string]: Figure }> {
  const rows = figureRows(comparison)
  if (rows.length === 0) return {}
  const lead = rows.find(row => row.isOurs) ?? rows[0]!
  const ranked = rankImages(comparison, lead)
  const curves = diceCurves(comparison)
  const lambdas = lambdaRows.flatMap(({ lambda, kmeans }) => {
    const row = rows.find(candidate => candidate.row === kmeans)
    return row === undefined ? [] : [{ lambda, scores: row.scores }]
  })
  const granularities = await granularitySamples(comparison, evenly(ranked, granularityImages))
  return {
    boxes: {
      title: 'Scores of single images',
      caption:
        'Median, quartiles, whiskers to 1.5 times their distance, and images beyond. Each value is the mean over seeds for one image.',
      svg: boxFigure(rows),
    },
    bars: {
      title: 'Mean scores',
      caption: 'Mean over images; the line shows ± one standard error.',
      svg: barFigure(rows),
    },
    ...(rows.some(row => row.isOurs) && rows.length > 1
      ? {
          differences: {
            title: 'Differences on the same images',
            caption:
              'Dice of CUTS minus Dice of each other row: mean over images and 95 % bootstrap interval; on the right, CUTS is ' +
              "better. Filled: Wilcoxon's signed-rank test below 0.05 after Holm's correction over the panel.",
            svg: differencesFigure(comparePairs(comparison), rows),
          },
        }
      : {}),
    contours: {
      title: 'Outlines and masks',
      caption:
        'Cyan: truth; magenta: prediction with the first seed, with Dice below its mask. Images are evenly spread from the best to ' +
        `the worst of ${lead.title}.`,
      svg: await contoursOf(comparison, rows, evenly(ranked, panelImages)),
    },
    ...(granularities.length === 0
      ? {}
      : {
          granularities: {
            title: 'From coarse to fine',
            caption:
              'Regions of CUTS at some of its levels; below each, its prototypes in the plane, larger if they stand ' +
              'for more pixels, in the colours of their regions.',
            svg: granularityPanel(granularities),
          },
        }),
    ...(curves.length === 0
      ? {}
      : {
          'dice-by-regions': {
            title: 'Dice by number of regions',
            caption:
              'Label hint at the finest level with at most this many regions; mean over images ± one standard error.',
            svg: diceByRegionsFigure(curves),
          },
        }),
    ...(lambdas.length < 3
      ? {}
      : {
          lambda: {
            title: 'Weight of the contrastive loss',
            caption:
              'Spectral k-means; mean over images ± one standard error. 0 means no contrastive loss, 1 means no ' +
              'reconstruction loss; dashed: the best mean.',
            svg: lambdaFigure(lambdas),
          },
        }),
  }
}

/** Ids of the images from best to worst by the Dice of a row. */
function rankImages({ results }: OpenComparison, lead: FigureRow): string[] {
  return [...scoresByImage(results, lead.row, 'dice')].sort((a, b) => b[1] - a[1]).map(([image]) => image)
}

/** `count` of the values, first and last among them. */
function evenly<T>(values: readonly T[], count: number): T[] {
  const shown = Math.min(count, values.length)
  return Array.from(
    { length: shown },
    (_, k) => values[Math.round((k * (values.length - 1)) / Math.max(1, shown - 1))]!,
  )
}

async function contoursOf(comparison: OpenComparison, rows: readonly FigureRow[], images: readonly string[]) {
  const asInPaper = rows.filter(({ row }) => panelRows.has(row) || !comparison.standardRows.includes(row))
  const shown = asInPaper.length > 0 ? asInPaper : rows
  const samples: ContourSample[] = []
  for (const id of images) {
    const { image, truth } = await comparison.sample(id)
    const predictions = shown.map(({ row }) => {
      const result = comparison.results.find(candidate => candidate.row === row && candidate.image === id)
      return result && { mask: reduceMask(result.mask(), pictureSide), dice: result.scores.dice }
    })
    samples.push({ id, image: reduceImage(image, pictureSide), truth: reduceMask(truth, pictureSide), predictions })
  }
  return contourPanel(
    shown.map(({ title }) => title),
    samples,
  )
}

async function granularitySamples(comparison: OpenComparison, images: readonly string[]): Promise<GranularitySample[]> {
  const samples: GranularitySample[] = []
  for (const id of images) {
    const found = await comparison.granularities(id)
    if (found === undefined) continue
    const { plot, segmentation } = found
    const small = (map: LabelMap): LabelMap => reduceLabels(map, pictureSide)
    const { leaves, persistent, kmeans } = segmentation
    const { image } = await comparison.sample(id)
    samples.push({
      id,
      image: reduceImage(image, pictureSide),
      segmentation: { ...segmentation, leaves: small(leaves), persistent: small(persistent), kmeans: small(kmeans) },
      plot,
    })
  }
  return samples
}
