/** Finds the decoders: those that this package brings, or in its repository those of the installed packages. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ZSTDDecoder } from '@thewtex/zstddec'

export const require = createRequire(import.meta.url)

const bundled = fileURLToPath(new URL('../codecs', import.meta.url))

/** The path of a pipeline of ITK-Wasm such as `png-read-image`, without `.js` or `.wasm.zst`. */
export function pipelinePath(name: string): string {
  return join(existsSync(bundled) ? bundled : join(dirname(require.resolve('@itk-wasm/image-io')), 'pipelines'), name)
}

/** The path of the licence of ITK-Wasm. */
export function licencePath(): string {
  return existsSync(bundled)
    ? join(bundled, 'LICENSE')
    : join(dirname(require.resolve('@itk-wasm/image-io')), '../LICENSE')
}

/** The bytes of a `.wasm` file from those of a `.wasm.zst` file. */
export async function unpackWasm(packed: Uint8Array): Promise<Uint8Array> {
  const decoder = new ZSTDDecoder()
  await decoder.init()
  return decoder.decode(new Uint8Array(packed))
}
