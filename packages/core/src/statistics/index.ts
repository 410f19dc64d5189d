export { bootstrapMean, type Interval } from './bootstrap.ts'
export { type SignedRankTest, wilcoxonSignedRank } from './wilcoxon.ts'
