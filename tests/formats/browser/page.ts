/** The page under test. Playwright calls what stands in `formatsPage`. */
import { setCodecs } from '@cuts/formats/web'
import { decodeToHash } from './decode.ts'

/** A file by its address in the page, and its name. */
export type ServedFile = readonly [address: string, name: string]

export async function fetchFiles(served: readonly ServedFile[]) {
  return Promise.all(
    served.map(async ([address, name]) => ({
      name,
      bytes: new Uint8Array(await (await fetch(address)).arrayBuffer()),
    })),
  )
}

const page = {
  /** Says where the decoders are; without it they are looked for beside the script. */
  setCodecs,

  decode: async (served: readonly ServedFile[]): Promise<string> => decodeToHash(await fetchFiles(served)),

  /** The same in a worker, which is told nothing of where the decoders are. */
  decodeInWorker: async (served: readonly ServedFile[]): Promise<string> => {
    const files = await fetchFiles(served)
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    const answer = new Promise<string>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<string>) => resolve(data)
      worker.onerror = ({ message }) => reject(new Error(message))
    })
    worker.postMessage(files)
    return answer.finally(() => worker.terminate())
  },
}

declare global {
  var formatsPage: typeof page
}

globalThis.formatsPage = page
