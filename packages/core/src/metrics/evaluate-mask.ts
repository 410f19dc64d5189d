/** The five metrics of the paper's Table 1. */
import { CutsError } from '../errors.ts'
import type { Mask } from '../image/image.ts'
import { ergas } from './ergas.ts'
import { hausdorff } from './hausdorff.ts'
import { dice, rmse } from './overlap.ts'
import { maskSsim } from './ssim.ts'

export interface MaskMetrics {
  /** 0 to 1, higher is better. */
  readonly dice: number
  /** Pixels, lower is better. */
  readonly hausdorff: number
  readonly ssim: number
  readonly ergas: number
  /** Root of the share of wrong pixels, lower is better. */
  readonly rmse: number
}

/** Scores a mask against the truth. Throws `Mismatch` when their sizes differ. */
export function evaluateMask(prediction: Mask, truth: Mask): MaskMetrics {
  const { width, height } = truth
  if (prediction.width !== width || prediction.height !== height)
    throw new CutsError(
      'Mismatch',
      `a mask of ${prediction.width}x${prediction.height} cannot be scored against one of ${width}x${height}.`,
    )
  return {
    dice: dice(prediction.data, truth.data),
    hausdorff: hausdorff(prediction.data, truth.data, width, height),
    ssim: maskSsim(prediction.data, truth.data, width, height),
    ergas: ergas(prediction.data, truth.data, width, height),
    rmse: rmse(prediction.data, truth.data),
  }
}
