import { runStoreCases } from './opfs-place.ts'

self.postMessage(await runStoreCases('worker'))
