export { createNodeEngine, type NodeDevice } from './node-engine.ts'
