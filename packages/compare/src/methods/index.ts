/** All methods that need nothing of the file system, in the order of the table. */
import type { Method } from '../method.ts'
import { dfc } from './dfc.ts'
import { felzenszwalb, felzenszwalbTuned } from './felzenszwalb.ts'
import { blurKmeans, patchPca, rawKmeans } from './pixel-kmeans.ts'
import { randomMethod } from './random.ts'
import { sam } from './sam.ts'
import { slic, slicTuned } from './slic.ts'
import { stego } from './stego.ts'
import { dynunet, unet } from './supervised.ts'
import { ward, wardEdge } from './ward.ts'
import { watershed, watershedTuned } from './watershed.ts'

export const portableMethods: readonly Method[] = [
  randomMethod,
  watershed,
  watershedTuned,
  felzenszwalb,
  felzenszwalbTuned,
  slic,
  slicTuned,
  dfc,
  stego,
  sam,
  unet,
  dynunet,
  rawKmeans,
  blurKmeans,
  patchPca,
  ward,
  wardEdge,
]
