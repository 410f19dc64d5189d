/** Outlines of results beside the truth (the paper's Fig. 2, 3B and S2 to S4): outlines over the image, masks below. */
import type { Image, Mask } from '@cuts/core'
import { contourColours, drawImage } from '@cuts/runtime/pictures'
import { cellSvg, contourPath, imageElement, labelSvg, maskElement } from './picture.ts'
import { composeSvg, type Svg } from './svg.ts'

export interface ContourSample {
  readonly id: string
  readonly image: Image
  readonly truth: Mask
  /** One for each column; undefined if the method has no result on this image. */
  readonly predictions: readonly ({ readonly mask: Mask; readonly dice: number } | undefined)[]
}

const side = 96
const gap = 6
const headHeight = 62
const lineWidth = 0.014

/**
 * One row for each image and one column for each method, with `titles` above. The first column shows the truth alone.
 */
export function contourPanel(titles: readonly string[], samples: readonly ContourSample[]): Svg {
  const column = (k: number): number => k * (side + gap)
  const parts = ['truth', ...titles].map((title, k) => ({ svg: labelSvg(title, side, headHeight), x: column(k), y: 0 }))
  let y = headHeight
  for (const [index, { id, image, truth, predictions }] of samples.entries()) {
    const [top, { height }] = [y, cellSvg(truth, side, '')]
    const outline = contourPath(truth, contourColours.truth, lineWidth)
    const add = (k: number, picture: string, mask: Mask, label: string): void => {
      parts.push({ svg: cellSvg(truth, side, picture), x: column(k), y: top })
      parts.push({ svg: cellSvg(truth, side, maskElement(mask)), x: column(k), y: top + height + 2 })
      parts.push({ svg: labelSvg(label, side, 16), x: column(k), y: top + 2 * height + 2 })
    }
    // Every picture is stored once; the other columns refer to that of the first.
    add(0, imageElement(drawImage(image), truth, `picture-${index}`) + outline, truth, id)
    for (const [k, prediction] of predictions.entries()) {
      if (prediction === undefined) continue
      const { mask, dice } = prediction
      const both = outline + contourPath(mask, contourColours.prediction, lineWidth)
      add(k + 1, `<use href="#picture-${index}"/>${both}`, mask, dice.toFixed(2))
    }
    y += 2 * height + 26
  }
  return composeSvg('Outlines of truth and predictions', parts)
}
