/**
 * Downloads published weights to a folder. The file gets a temporary name, is checked by SHA-256, then renamed. An
 * interrupted download continues if the server supports it and a checksum can confirm that the parts belong together;
 * otherwise it starts again. A file that fails the check is deleted.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CutsError } from '@cuts/core'
import { type PublishedModel, publishedModels } from '../models.ts'

export interface ModelPull {
  /** Name of one of the {@link publishedModels}. */
  readonly name: string
  /** Folder for the file. */
  readonly dir: string
  /**
   * Another address to download from. The checksum of the published file still applies, unless `sha256` replaces it.
   */
  readonly url?: string | undefined
  /** Expected SHA-256 in hexadecimal digits. */
  readonly sha256?: string | undefined
  readonly onEvent: (event: PullEvent) => void
  readonly signal?: AbortSignal
}

export type PullEvent =
  | { readonly type: 'notice'; readonly message: string }
  | {
      readonly type: 'pull'
      readonly name: string
      readonly bytes: number
      /** Size of the whole file, if the server states it. */
      readonly total?: number
      readonly etaSeconds?: number
    }

export interface PulledModel {
  readonly name: string
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  /** Source of the checksum: published, given by the caller, recorded earlier, or recorded now for the first time. */
  readonly checked: 'published' | 'given' | 'recorded' | 'first use'
  /** Whether the file was already in the folder. */
  readonly kept: boolean
}

/**
 * Downloads a model to DIR/NAME.onnx, and its checksum to DIR/NAME.onnx.sha256. Keeps an existing file that passes the
 * check. Throws `InvalidOption` for an unknown name or an invalid checksum or address, `Unreadable` if the download
 * fails, `Mismatch` if the checksum differs, and `Cancelled`.
 */
export async function pullModel(pull: ModelPull): Promise<PulledModel> {
  const { name, dir, onEvent } = pull
  const model = modelOf(name)
  const path = join(dir, `${name}.onnx`)
  const record = `${path}.sha256`
  const part = `${path}.part`
  await mkdir(dir, { recursive: true })
  const expected = await expectedChecksum(pull, model, record)
  const finish = async (sha256: string, from: string, kept: boolean): Promise<PulledModel> => {
    if (expected.sha256 !== undefined && sha256 !== expected.sha256)
      throw new CutsError(
        'Mismatch',
        `${from} has the SHA-256 ${sha256}, and not ${expected.sha256} (${expected.kind}).`,
        {
          remedy: kept ? 'Delete it and pull again.' : 'Nothing was kept: the file is not what it says.',
          action: { do: 'give checksum' },
        },
      )
    if (!kept) await rename(part, path)
    await writeFile(record, `${sha256}  ${name}.onnx\n`)
    return { name, path, sha256, bytes: await sizeOf(path), checked: expected.kind, kept }
  }
  if ((await sizeOf(path)) > 0) return finish(await checksumOf(path), path, true)

  const url = pull.url ?? model.url
  await fetchTo(part, url, expected.sha256 === undefined ? 0 : await sizeOf(part), pull)
  const sha256 = await checksumOf(part)
  try {
    const pulled = await finish(sha256, url, false)
    if (expected.kind === 'first use')
      onEvent({
        type: 'notice',
        message: `no checksum of ${name} is known: recorded ${sha256} in ${record}; compare it with what you trust`,
      })
    return pulled
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

function modelOf(name: string): PublishedModel {
  if (Object.hasOwn(publishedModels, name)) return publishedModels[name as keyof typeof publishedModels]
  throw new CutsError('InvalidOption', `There is no model \`${name}\`.`, {
    remedy: `Models: ${Object.keys(publishedModels).join(', ')}.`,
    action: { do: 'read guide', page: 'models' },
  })
}

/** Returns the checksum to use: a given one, else the published one, else the one recorded earlier. */
async function expectedChecksum(
  { sha256 }: ModelPull,
  model: PublishedModel,
  record: string,
): Promise<{ sha256?: string; kind: PulledModel['checked'] }> {
  if (sha256 !== undefined) {
    if (!/^[0-9a-f]{64}$/i.test(sha256))
      throw new CutsError('InvalidOption', `the checksum must be 64 hexadecimal digits. Got ${sha256}.`)
    return { sha256: sha256.toLowerCase(), kind: 'given' }
  }
  if (model.sha256 !== undefined) return { sha256: model.sha256, kind: 'published' }
  const recorded = /^[0-9a-f]{64}/.exec(await readFile(record, 'utf8').catch(() => ''))?.[0]
  return recorded === undefined ? { kind: 'first use' } : { sha256: recorded, kind: 'recorded' }
}

/** Appends to the `held` bytes of `part`, or writes the file anew if the server sends all of it. */
async function fetchTo(part: string, url: string, held: number, { name, onEvent, signal }: ModelPull): Promise<void> {
  let response = await request(url, held, signal)
  // The range lies beyond the end: `part` is complete, or belongs to another file.
  if (response.status === 416) response = await request(url, 0, signal)
  if (!response.ok || response.body === null) throw unreachable(url, `the server answers ${response.status}`)
  const start = response.status === 206 ? held : 0
  const length = Number(response.headers.get('content-length') ?? Number.NaN)
  const total = Number.isFinite(length) ? start + length : undefined
  const file: FileHandle = await open(part, start > 0 ? 'a' : 'w')
  const began = performance.now()
  let bytes = start
  try {
    for await (const chunk of response.body) {
      await file.write(chunk)
      bytes += chunk.length
      const perByte = (performance.now() - began) / 1000 / (bytes - start)
      onEvent({
        type: 'pull',
        name,
        bytes,
        ...(total === undefined ? {} : { total, etaSeconds: perByte * (total - bytes) }),
      })
    }
  } catch (cause) {
    if (signal?.aborted) throw cancelled(cause)
    throw unreachable(url, `the connection broke after ${bytes} bytes`, cause)
  } finally {
    await file.close()
  }
  if (total !== undefined && bytes !== total) throw unreachable(url, `${bytes} of ${total} bytes came`)
}

async function request(url: string, from: number, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch(url, {
      // No compression, so that lengths and ranges refer to the file.
      headers: { 'accept-encoding': 'identity', ...(from > 0 ? { range: `bytes=${from}-` } : {}) },
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (cause) {
    if (signal?.aborted) throw cancelled(cause)
    throw unreachable(url, 'the server cannot be reached', cause)
  }
}

function unreachable(url: string, why: string, cause?: unknown): CutsError {
  return new CutsError('Unreadable', `${url} cannot be fetched: ${why}.`, {
    remedy: 'Pull again to go on where it stopped.',
    action: { do: 'choose address' },
    ...(cause === undefined ? {} : { cause }),
  })
}

function cancelled(cause: unknown): CutsError {
  return new CutsError('Cancelled', 'the fetch was interrupted.', {
    remedy: 'Pull again to go on where it stopped.',
    cause,
  })
}

async function checksumOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** Returns the size of a file in bytes, or 0 if it does not exist. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}
