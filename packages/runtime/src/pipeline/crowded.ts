/** Suggests a preset for an image from its content. */
import { cutTree, looksCrowded, type Random } from '@cuts/core'
import type { Settings } from '../presets/stages.ts'
import type { Segmentation } from './segment.ts'

const regions = 12

/**
 * Returns whether the preset `cells` would suit the image better, because it seems to hold many objects of one kind.
 */
export function suitsCells({ tree, prototypes }: Segmentation, settings: Settings, random: Random): boolean {
  const { graph } = settings.condensation
  if (prototypes === undefined || tree.leaves < regions || (graph !== 'adjacency+twins' && graph !== 'adjacency'))
    return false
  return looksCrowded(cutTree(tree, regions), prototypes, random.fork('kinds'))
}
