/** All methods that need nothing of the file system, in the order of the table. */
import type { Method } from '../method.ts'
import { randomMethod } from './random.ts'
import { rawKmeans } from './raw-kmeans.ts'

export const portableMethods: readonly Method[] = [randomMethod, rawKmeans]
