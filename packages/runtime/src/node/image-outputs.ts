/** The files of one image's result folder: label volumes for programs, pictures for people, masks where there is truth. */
import type { Image, LabelMap, Mask } from '@cuts/core'
import { encodePng, writeLabelVolume, writeMask } from '@cuts/formats'
import {
  contourColours,
  createPalette,
  drawContours,
  drawImage,
  drawLabelMap,
  drawOverlay,
  type Raster,
  thumbnail,
} from '../pictures/index.ts'
import type { Evaluation } from '../pipeline/evaluate.ts'
import type { Segmentation } from '../pipeline/segment.ts'
import type { ImageSummary } from '../results/summary.ts'
import { encodeTree } from '../results/tree-file.ts'

/** Pictures are for looking: beyond this side they are reduced. Label volumes and masks never are. */
const pictureSide = 1024

/** Everything written to `images/<id>/`, by file name. */
export async function imageOutputs(
  image: Image,
  segmentation: Segmentation,
  summary: ImageSummary,
  truth?: { readonly mask: Mask; readonly evaluation: Evaluation },
): Promise<Map<string, Uint8Array | string>> {
  const { levels, persistent, kmeans } = segmentation
  const files = new Map<string, Uint8Array | string>()
  const picture = (raster: Raster): Uint8Array => encodePng(thumbnail(raster, pictureSide))
  const volume = (maps: readonly LabelMap[]): Promise<Uint8Array> =>
    writeLabelVolume(
      maps.map(map => map.labels),
      image.width,
      image.height,
      image.geometry,
    )

  files.set('labels.nii.gz', await volume(levels.map(level => level.map)))
  files.set('persistent.nii.gz', await volume([persistent]))
  files.set('kmeans.nii.gz', await volume([kmeans]))
  files.set('tree.json', encodeTree(segmentation.tree, summary.levels))

  const palette = createPalette([...levels.map(level => level.map), persistent])
  files.set('input.png', picture(drawImage(image)))
  for (const [index, level] of levels.entries())
    files.set(
      `levels/${String(index).padStart(2, '0')}-${level.clusters}.png`,
      picture(drawLabelMap(level.map, palette)),
    )
  files.set('persistent.png', picture(drawLabelMap(persistent, palette)))
  files.set('kmeans.png', picture(drawLabelMap(kmeans)))
  files.set('overlay.png', picture(drawOverlay(image, persistent, { palette })))

  if (truth !== undefined) {
    for (const [row, mask] of Object.entries(truth.evaluation.masks)) files.set(`mask-${row}.png`, writeMask(mask))
    for (const row of ['kmeans', 'persistent', 'best'] as const)
      files.set(`contours-${row}.png`, picture(drawTruth(image, truth.mask, truth.evaluation.masks[row])))
  }
  files.set('result.json', `${JSON.stringify(summary, undefined, 2)}\n`)
  return files
}

/** The truth's outline inside its edge and the found one's outside, so that both show where they agree. */
function drawTruth(image: Image, truth: Mask, found: Mask): Raster {
  return drawContours(image, [
    { mask: found, colour: contourColours.prediction, side: 'outside' },
    { mask: truth, colour: contourColours.truth, side: 'inside' },
  ])
}
