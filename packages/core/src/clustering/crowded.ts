/**
 * Whether an image is a crowd of similar objects. In a crowd, a few kinds of pixels at any place describe the image as
 * well as a dozen regions: separate objects form one kind and many regions.
 */
import type { PrototypeCloud } from '../prototypes/prototypes.ts'
import type { Random } from '../random/index.ts'
import { densePoints, kMeans } from './kmeans.ts'

const kinds = 3

/**
 * From this value on, an image counts as a crowd of similar objects. All of 27 images of nuclei had 0.98 or more; half
 * of the fundus photographs, brain slices, breast ultrasound, skin and chest radiographs had 0.84 to 0.95 at most.
 */
const crowd = 0.97

/**
 * Whether an image cut into a dozen `regions`, the label of every prototype, seems to hold many objects of one kind.
 */
export function looksCrowded(regions: Int32Array, prototypes: PrototypeCloud, random: Random): boolean {
  return kindsOverRegions(regions, prototypes, random) >= crowd
}

/**
 * Returns the variance between three kinds (k-means of the prototypes' features, by mass) over that between `regions`,
 * the label of every prototype in [0, count). With a dozen regions it is 1 or more in a crowd, and about 0.9 or less if
 * similar pixels lie together. It is 0 if there is no variance between regions.
 */
export function kindsOverRegions(regions: Int32Array, prototypes: PrototypeCloud, random: Random): number {
  const { count, dims, mean, mass } = prototypes
  const within = (labels: Int32Array): number => withinVariance(prototypes, labels)
  const all = within(new Int32Array(count))
  const betweenRegions = all - within(regions)
  // A variance this small is only rounding.
  if (betweenRegions <= 1e-9 * all) return 0
  const { inertia } = kMeans(densePoints(mean, dims), mass, kinds, random, { restarts: 2, iterations: 50 })
  return (all - inertia) / betweenRegions
}

/** Squared distances of the prototypes to the means of their groups, by mass. */
function withinVariance({ count, dims, mean, mass }: PrototypeCloud, labels: Int32Array): number {
  const total = new Float64Array(count)
  const centre = new Float64Array(count * dims)
  for (let i = 0; i < count; i++) {
    total[labels[i]!]! += mass[i]!
    for (let d = 0; d < dims; d++) centre[labels[i]! * dims + d]! += mass[i]! * mean[i * dims + d]!
  }
  let sum = 0
  for (let i = 0; i < count; i++) {
    const group = labels[i]!
    for (let d = 0; d < dims; d++)
      sum += mass[i]! * (mean[i * dims + d]! - centre[group * dims + d]! / total[group]!) ** 2
  }
  return sum
}
