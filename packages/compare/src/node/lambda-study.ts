/** The effect of each weight of the contrastive loss on spectral k-means and on the best level. */
import type { Method } from '../method.ts'
import { lambdas } from '../methods/lambda-rows.ts'
import { lambdaMethod } from './cuts.ts'
import type { CutsChoice } from './cuts-encoders.ts'

/** The rows that are not in the standard table. */
export function lambdaStudy(choice: CutsChoice): readonly Method[] {
  return lambdas.map(lambda => {
    const title = lambda === 1 ? 'lambda 1, no reconstruction loss' : `lambda ${lambda}`
    return lambdaMethod(`lambda-${lambda}`, lambda, title, choice)
  })
}
