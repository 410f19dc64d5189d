import { type Port, serveRuntime } from '@cuts/nn/web'

serveRuntime(globalThis as unknown as Port)
