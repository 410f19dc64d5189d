/** The address of the decoders of a page, and how they are fetched. */
import { CutsError } from '@cuts/core'

/** Kept apart from the folder's name: otherwise bundlers would look for the folder while they build. */
const script = import.meta.url

/** Beside this module, in its bundled place: no request goes to another machine. */
let base = new URL('codecs/', script)

/**
 * Sets the address of the files that `writeCodecs` of `@cuts/formats/node` wrote: the address of their folder, relative
 * to the page or worker that calls this. By default they are expected in `codecs/` beside the script that this module
 * was bundled into. Call it before the first image is read, in every worker that reads images. Throws `InvalidArgument`
 * for an address that does not parse.
 */
export function setCodecs(address: string | URL): void {
  try {
    const folder = new URL(address, globalThis.location?.href)
    base = folder.pathname.endsWith('/') ? folder : new URL(`${folder.pathname}/`, folder)
  } catch (cause) {
    throw new CutsError('InvalidArgument', `the address of the decoders is not a URL. Got ${address}.`, { cause })
  }
}

/** The address of one of the files. */
export function codecAddress(file: string): string {
  return new URL(file, base).href
}

/** Returns the bytes of one of the files. Throws `Unsupported` if it is missing. */
export async function fetchCodec(file: string): Promise<ArrayBuffer> {
  const address = codecAddress(file)
  try {
    const response = await fetch(address)
    if (response.ok) return await response.arrayBuffer()
    throw codecMissing(address, `HTTP ${response.status}`)
  } catch (error) {
    throw error instanceof CutsError ? error : codecMissing(address, error)
  }
}

/** The error for a decoder that does not load. */
export function codecMissing(address: string, cause: unknown): CutsError {
  return new CutsError('Unsupported', `the decoder at ${address} does not load.`, {
    remedy: 'Serve the files that writeCodecs of @cuts/formats/node writes, and give their address to setCodecs.',
    cause,
  })
}
