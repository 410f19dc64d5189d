import type { NamedFile } from '@cuts/formats'
import { decodeToHash } from './decode.ts'

self.onmessage = async ({ data }: MessageEvent<readonly NamedFile[]>) => self.postMessage(await decodeToHash(data))
