/**
 * What the decoder of Segment Anything is asked, in the layout of its authors' export: points in pixels of the square
 * that the encoder read, a label for each, and the mask of the answer before.
 */
import { floats, type Tensor } from '../engine.ts'

/** What is meant: places that belong to it or not, and a box around it. */
export interface SamPrompt {
  readonly clicks: readonly {
    readonly x: number
    readonly y: number
    /** Whether the pixel belongs to what is meant (1) or not (-1). */
    readonly sign: 1 | -1
  }[]
  /** First and last column and row of what is meant, pixels. */
  readonly box?:
    | { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }
    | undefined
  /** The logits of the answer before, which this one refines, [side][side] of the decoder's `mask_input`. */
  readonly previous?: Float32Array | undefined
}

/** The labels of the export. */
const labels = { outside: 0, inside: 1, topLeft: 2, bottomRight: 3, padding: -1 } as const

/**
 * The inputs of the decoder but for the embedding. `scale` is a pixel of the image in pixels of the encoder's square,
 * `maskSide` the side of `mask_input`.
 */
export function samPromptInputs(
  { clicks, box, previous }: SamPrompt,
  image: { readonly width: number; readonly height: number },
  scale: number,
  maskSide: number,
): { readonly [input: string]: Tensor } {
  // A click means the middle of its pixel, a box the outer edges of its pixels.
  const points = clicks.map(({ x, y, sign }) => [x + 0.5, y + 0.5, sign === 1 ? labels.inside : labels.outside])
  if (box !== undefined)
    points.push([box.left, box.top, labels.topLeft], [box.right + 1, box.bottom + 1, labels.bottomRight])
  // The export requires a point that pads where there is no box, and forbids it where there is one.
  else points.push([0, 0, labels.padding])
  const count = points.length
  return {
    point_coords: floats(Float32Array.from(points.flatMap(([x, y]) => [x! * scale, y! * scale])), [1, count, 2]),
    point_labels: floats(
      Float32Array.from(points, ([, , label]) => label!),
      [1, count],
    ),
    mask_input: floats(previous ?? new Float32Array(maskSide * maskSide), [1, 1, maskSide, maskSide]),
    has_mask_input: floats(Float32Array.of(previous === undefined ? 0 : 1), [1]),
    orig_im_size: floats(Float32Array.of(image.height, image.width), [2]),
  }
}
