/** All methods that need nothing of the file system, in the order of the table. */
import type { Method } from '../method.ts'
import { dfc } from './dfc.ts'
import { felzenszwalb, felzenszwalbTuned } from './felzenszwalb.ts'
import { blurKmeans, patchPca, rawKmeans } from './pixel-kmeans.ts'
import { randomMethod } from './random.ts'
import { rawKmeans } from './raw-kmeans.ts'
import { sam } from './sam.ts'
import { stego } from './stego.ts'
import { slic, slicTuned } from './slic.ts'
import { dynunet, unet } from './supervised.ts'
import { ward } from './ward.ts'
import { watershed, watershedTuned } from './watershed.ts'

export const portableMethods: readonly Method[] = [randomMethod, rawKmeans, dfc, stego, sam, unet, dynunet]
export const portableMethods: readonly Method[] = [
  randomMethod,
  watershed,
  watershedTuned,
  felzenszwalb,
  felzenszwalbTuned,
  slic,
  slicTuned,
  dfc,
  unet,
  dynunet,
  rawKmeans,
  blurKmeans,
  patchPca,
  ward,
]
