export type { Adjacency, Prototypes } from './prototypes.ts'
