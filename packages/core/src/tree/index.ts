export type { MergeTree } from './merge-tree.ts'
