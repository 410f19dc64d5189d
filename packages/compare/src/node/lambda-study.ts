/** What each weight of the contrastive loss does to spectral k-means and to the best level. */
import type { Method } from '../method.ts'
import { lambdas } from '../methods/lambda-rows.ts'
import { type CutsChoice, lambdaMethod } from './cuts.ts'

/** The rows that the standard table does not have. */
export function lambdaStudy(choice: CutsChoice): readonly Method[] {
  return lambdas.map(lambda => {
    const title = lambda === 1 ? 'lambda 1, no reconstruction loss' : `lambda ${lambda}`
    return lambdaMethod(`lambda-${lambda}`, lambda, title, choice)
  })
}
