/**
 * An image from coarse to fine (the paper's Fig. 3A to 5A): regions, and the space of prototypes in the same colours.
 */
import { cutTree, type Image, type LabelMap } from '@cuts/core'
import { createPalette, drawImage, drawLabelMap, drawPrototypePlot, type Palette } from '@cuts/runtime/pictures'
import { levelMap, type Segmentation } from '@cuts/runtime/pipeline'
import { cellSvg, imageElement, labelSvg } from './picture.ts'
import { composeSvg, type Svg } from './svg.ts'

export interface GranularitySample {
  readonly id: string
  readonly image: Image
  readonly segmentation: Segmentation
  /** Prototypes in the plane: positions [n][2], the number of pixels of each, and one leaf of the tree in each. */
  readonly plot: { readonly points: Float64Array; readonly mass: Float64Array; readonly leaves: Int32Array }
}

const side = 96
const gap = 6
const mostLevels = 7

/**
 * Two rows for each image: the image, levels coarse to fine, persistent structures, k-means; and the prototypes of each
 * level.
 */
export function granularityPanel(samples: readonly GranularitySample[]): Svg {
  const parts: { svg: Svg; x: number; y: number }[] = []
  let y = 0
  for (const { id, image, segmentation, plot } of samples) {
    const { levels, persistent, kmeans, tree } = segmentation
    const shown = spread(levels.length, mostLevels)
    const maps = shown.map(level => levelMap(segmentation, level))
    // Reduced maps lack small regions, but the prototypes of these are drawn.
    const ids = Int32Array.from(new Set(cutTree(tree, levels[shown.at(-1)!]!.clusters)))
    const palette = createPalette([...maps, persistent, { width: ids.length, height: 1, labels: ids }])
    const columns: { title: string; picture: Svg; plot?: Svg }[] = [
      { title: id, picture: cellSvg(image, side, imageElement(drawImage(image), image)) },
      ...maps.map((map, k) => {
        const { clusters } = levels[shown[k]!]!
        const labels = cutTree(tree, clusters)
        const dots = plot.leaves.map(leaf => labels[leaf]!)
        return {
          title: `${clusters} regions`,
          picture: mapSvg(map, palette),
          plot: plotSvg(drawPrototypePlot(plot.points, plot.mass, dots, palette)),
        }
      }),
      { title: 'persistent', picture: mapSvg(persistent, palette) },
      { title: 'k-means', picture: mapSvg(kmeans) },
    ]
    for (const [k, column] of columns.entries()) {
      const x = k * (side + gap)
      parts.push({ svg: labelSvg(column.title, side, 18), x, y })
      parts.push({ svg: column.picture, x, y: y + 18 })
      if (column.plot !== undefined) parts.push({ svg: column.plot, x, y: y + 20 + column.picture.height })
    }
    y += columns[0]!.picture.height + side + 30
  }
  return composeSvg('Regions from coarse to fine', parts)
}

function mapSvg(map: LabelMap, palette?: Palette): Svg {
  return cellSvg(map, side, imageElement(drawLabelMap(map, palette), map))
}

function plotSvg(text: string): Svg {
  return { text: text.trim().replace('<svg', `<svg width="${side}" height="${side}"`), width: side, height: side }
}

/** At most `most` of `count` indices, evenly spread, first and last among them. */
function spread(count: number, most: number): number[] {
  const shown = Math.min(count, most)
  return Array.from({ length: shown }, (_, k) => Math.round((k * (count - 1)) / Math.max(1, shown - 1)))
}
