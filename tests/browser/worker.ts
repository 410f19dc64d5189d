import { serveRuntime } from '@cuts/nn/web'

serveRuntime(self)
