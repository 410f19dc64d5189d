export { bootstrapMean, type Interval } from './bootstrap.ts'
export { holm } from './holm.ts'
export { meanAndSem } from './mean-and-sem.ts'
export { type SignedRankTest, wilcoxonSignedRank } from './wilcoxon.ts'
