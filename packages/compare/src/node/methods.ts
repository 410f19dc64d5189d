/** Every method of the comparison, in the order of the table. */
import type { Method } from '../method.ts'
import { portableMethods } from '../methods/index.ts'

export const methods: readonly Method[] = portableMethods
