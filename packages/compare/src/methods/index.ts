/** All methods that need nothing of the file system, in the order of the table. */
import type { Method } from '../method.ts'
import { dfc } from './dfc.ts'
import { randomMethod } from './random.ts'
import { rawKmeans } from './raw-kmeans.ts'
import { sam } from './sam.ts'
import { stego } from './stego.ts'
import { dynunet, unet } from './supervised.ts'

export const portableMethods: readonly Method[] = [randomMethod, rawKmeans, dfc, stego, sam, unet, dynunet]
