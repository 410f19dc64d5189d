import { serveEngine } from '@cuts/nn/web'

serveEngine(self)
