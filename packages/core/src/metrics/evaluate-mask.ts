/** A mask scored against the truth, and how scores are averaged. */
import { CutsError } from '../errors.ts'
import type { Mask } from '../image/image.ts'
import { type MetricName, type PaperMetricName, paperMetricNames, perMetric } from './table.ts'

/** The five metrics of the paper's Table 1. */
export type MaskMetrics = { readonly [name in PaperMetricName]: number }

/** Scores a mask by the metrics of the paper. Throws `Mismatch` if the sizes differ. */
export function evaluateMask(prediction: Mask, truth: Mask): MaskMetrics {
  return measureMask(paperMetricNames, prediction, truth)
}

/** Scores a mask by some metrics. Throws `Mismatch` if the sizes differ. */
export function measureMask<Name extends MetricName>(
  names: readonly Name[],
  prediction: Mask,
  truth: Mask,
): { readonly [name in Name]: number } {
  const { width, height } = truth
  if (prediction.width !== width || prediction.height !== height)
    throw new CutsError(
      'Mismatch',
      `a mask of ${prediction.width}x${prediction.height} cannot be scored against one of ${width}x${height}.`,
    )
  return perMetric(names, (_, { measure }) => measure(prediction.data, truth.data, width, height))
}
