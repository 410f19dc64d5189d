/** A store in the browser's private file system for the conformance cases: in a page and in a worker. */
import { openOpfsStore } from '@cuts/runtime/web'
import { type StorePlace, storeCases } from '@cuts/testing/store-conformance'

export interface Outcome {
  readonly name: string
  /** Undefined if the store keeps to the case. */
  readonly error: string | undefined
}

/** Runs every case on a store of its own; their names begin with `prefix`. */
export async function runStoreCases(prefix: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const [i, { name, run }] of storeCases.entries()) {
    const error = await run(placeOf(`${prefix}/${i}`)).then(
      () => undefined,
      error => `${error.name}: ${error.message}`,
    )
    outcomes.push({ name, error })
  }
  return outcomes
}

function placeOf(name: string): StorePlace {
  return {
    open: () => openOpfsStore(name),
    openFailing: async call => {
      failWrite(call)
      return openOpfsStore(name)
    },
  }
}

/** Lets the `call`th file that is opened for writing from now on be written half, once. */
function failWrite(call: number): void {
  const { prototype } = FileSystemFileHandle
  const { createWritable } = prototype
  let calls = 0
  prototype.createWritable = async function (this: FileSystemFileHandle, options) {
    const writable = await createWritable.call(this, options)
    if (++calls < call) return writable
    prototype.createWritable = createWritable
    const { write } = writable
    writable.write = async (chunk: FileSystemWriteChunkType) => {
      const all = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : (chunk as Uint8Array<ArrayBuffer>)
      await write.call(writable, all.subarray(0, all.length / 2))
      throw new DOMException('from the browser', 'QuotaExceededError')
    }
    return writable
  }
}
