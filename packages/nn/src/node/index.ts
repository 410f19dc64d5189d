export { createNodeRuntime, type Device } from './node-runtime.ts'
