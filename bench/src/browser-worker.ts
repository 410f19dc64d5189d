import { type Port, serveEngine } from '@cuts/nn/web'

serveEngine(globalThis as unknown as Port)
