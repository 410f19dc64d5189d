/**
 * A map of the prototypes: places in the plane at which prototypes close under diffusion lie close together (PHATE,
 * Moon et al. 2019, as in Fig. 3A of the paper). Adaptive kernel, t steps of diffusion, distances of the potential
 * -log(P^t), metric scaling to two dimensions. It is only for viewing and not used for segmentation.
 *
 * One difference: prototypes count by their mass, so the map is that of the pixels they represent. Cost: O(n^3 / 2 + t
 * n nnz + n^2 dims) time and O(n^2) memory for n prototypes; keep n below about 2000.
 */
import { diffusionOperator } from '../clustering/spectral-kmeans.ts'
import { CutsError } from '../errors.ts'
import { flag, integer, type OptionValues } from '../options/index.ts'
import type { PrototypeCloud } from '../prototypes/prototypes.ts'
import type { Random } from '../random/index.ts'
import { kneeOf, powerEntropies } from './entropy.ts'
import { potential } from './potential.ts'
import { classicalScaling, metricScaling, pairwiseDistances } from './scaling.ts'

export const layoutOptions = {
  neighbours: integer(5, {
    title: 'Kernel width',
    doc: 'number of prototypes of average mass within the kernel width of a prototype, itself left out',
    level: 'expert',
    min: 1,
    max: 1000,
    scale: 'log',
  }),
  automaticTime: flag(true, {
    title: 'Automatic diffusion time',
    doc: 'stop diffusing at the knee of the von Neumann entropy, within 100 steps',
    level: 'expert',
  }),
  time: integer(10, {
    title: 'Diffusion time',
    doc: 'number of diffusion steps',
    level: 'expert',
    min: 1,
    max: 100,
    when: { option: 'automaticTime', is: [false] },
  }),
}

export type LayoutOptions = OptionValues<typeof layoutOptions>

/** The kernel exp(-(d / width)^decay) of PHATE: nearly a ball. */
const decay = 40
const mostTime = 100

export interface Layout {
  /**
   * Place of every prototype as (x, y), [count][2]; mean 0, no unit. Turned so that the first axis spreads the most.
   */
  readonly points: Float64Array
  /** Share of the distances' root mean square that the plane cannot show: 0 is perfect. */
  readonly stress: number
  /** Steps of diffusion taken. */
  readonly time: number
}

/**
 * Lays out prototypes by their mean features. `random` serves the estimate of the entropy only. Throws
 * `InvalidArgument` when a feature is not finite.
 */
export function layoutPrototypes(prototypes: PrototypeCloud, options: LayoutOptions, random: Random): Layout {
  const { count, mean } = prototypes
  if (!mean.every(Number.isFinite))
    throw new CutsError('InvalidArgument', 'the features of prototypes to lay out must be finite. Got NaN or infinity.')
  const neighbourShare = Math.min(1, (options.neighbours + 1) / count)
  const operator = diffusionOperator(prototypes, { neighbourShare, decay })
  const time = options.automaticTime ? kneeOf(powerEntropies(operator, mostTime, random)) + 1 : options.time
  const distances = pairwiseDistances(potential(operator, time), count, count)
  const { points, stress } = metricScaling(distances, classicalScaling(distances, count, 2), count)
  return { points, stress, time }
}
