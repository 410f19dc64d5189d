export type { WebDevice } from './choose-device.ts'
export { type ConnectOptions, connectRuntime } from './connect-runtime.ts'
export { serveRuntime } from './serve-runtime.ts'
export { createWebRuntime, type WasmPaths, type WebRuntimeOptions } from './web-runtime.ts'
