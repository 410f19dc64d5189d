/** How much the contrastive loss should weigh (the paper's Fig. S1): its values, and the rows of each. */

/** Weights of the contrastive loss. At 0 there is no contrastive, at 1 no reconstruction loss; 0.01 is the preset's. */
export const lambdas = [0.001, 0.03, 0.1, 0.5, 0.9, 1]

/** Rows of the study, k-means and best level, by lambda. */
export const lambdaRows: readonly { readonly lambda: number; readonly kmeans: string; readonly best: string }[] = [
  { lambda: 0, kmeans: 'lambda0-kmeans', best: 'lambda0' },
  { lambda: 0.01, kmeans: 'trained-kmeans', best: 'trained' },
  ...lambdas.map(lambda => ({ lambda, kmeans: `lambda-${lambda}-kmeans`, best: `lambda-${lambda}` })),
].toSorted((a, b) => a.lambda - b.lambda)
