/**
 * A store in a bucket. An object is there whole or not at all, so a file is one request. A folder has no name of its own:
 * it counts as complete once its seal is there, which is written last, and only if nobody else has written it meanwhile.
 */
import { CutsError } from '@cuts/core'
import type { Store, StoreEntry } from '@cuts/runtime'
import { storeKeys } from '@cuts/runtime/results'
import { parseListing } from './listing.ts'
import { type Answer, type Bucket, openRequests } from './requests.ts'

export interface BucketStore extends Store {
  /** Writes the bytes unless there are some already; returns whether it did. Of many who try at once, one does. */
  putNew(key: string, bytes: Uint8Array | string): Promise<boolean>
}

const { byKey, expectKey, expectPrefix, foldersAbove } = storeKeys
const onlyIfNew = { 'if-none-match': '*' }

/** Sends nothing before it is used. Throws `InvalidOption` for an address that is none. */
export function createBucketStore(bucket: Bucket): BucketStore {
  const ask = openRequests(bucket)
  const base = bucket.folder === undefined || bucket.folder === '' ? '' : `${bucket.folder.replace(/\/$/, '')}/`
  const label = `${bucket.endpoint.replace(/\/$/, '')}/${bucket.bucket}/${base}`.replace(/\/$/, '')
  /** Names that were found to be no files, so that they need not be asked about again. */
  const folders = new Set<string>()

  const failed = (code: 'Unreadable' | 'Unwritable', key: string, why: string, cause?: unknown): CutsError =>
    new CutsError(code, `${label}/${key} could not be ${code === 'Unreadable' ? 'read' : 'written'}: ${why}.`, {
      remedy: 'Check the address and the key, and that the server has space and may be reached.',
      cause,
    })
  /** Asks, and turns what is no success into an error; `also` are further answers that are expected. */
  const expectDone = async (
    code: 'Unreadable' | 'Unwritable',
    key: string,
    asked: Parameters<typeof ask>[0],
    also: readonly number[] = [],
  ): Promise<Answer> => {
    const answer = await ask(asked).catch(cause => {
      throw failed(code, key, 'the server does not answer', cause)
    })
    if ((answer.status >= 200 && answer.status < 300) || also.includes(answer.status)) return answer
    throw failed(code, key, reasonOf(answer))
  }
  const isFile = async (key: string): Promise<boolean> =>
    (await expectDone('Unwritable', key, { method: 'HEAD', key: base + key }, [404])).status !== 404
  const below = async (
    key: string,
    most?: number,
    code: 'Unreadable' | 'Unwritable' = 'Unwritable',
  ): Promise<StoreEntry[]> => {
    const prefix = key === '' ? base : `${base}${key}/`
    const entries: StoreEntry[] = []
    let next: string | undefined
    do {
      const query = {
        'list-type': '2',
        'encoding-type': 'url',
        prefix,
        ...(most === undefined ? {} : { 'max-keys': String(most) }),
        ...(next === undefined ? {} : { 'continuation-token': next }),
      }
      const { bytes } = await expectDone(code, key, { method: 'GET', query })
      const page = parseListing(new TextDecoder().decode(bytes))
      entries.push(...page.entries.map(({ key, bytes }) => ({ key: key.slice(base.length), bytes })))
      next = most === undefined ? page.next : undefined
    } while (next !== undefined)
    return entries
  }
  const expectFoldersAbove = async (key: string): Promise<void> => {
    for (const folder of foldersAbove(key)) {
      if (folders.has(folder)) continue
      if (await isFile(folder)) throw failed('Unwritable', key, 'a file stands where a folder is needed')
      folders.add(folder)
    }
  }
  const write = (key: string, body: Uint8Array, headers = {}, also: readonly number[] = []): Promise<Answer> =>
    expectDone('Unwritable', key, { method: 'PUT', key: base + key, body, headers }, also)
  const remove = async (key: string): Promise<void> => {
    await expectDone('Unwritable', key, { method: 'DELETE', key: base + key }, [404])
  }
  const expectNoFolder = async (key: string): Promise<void> => {
    if ((await below(key, 1)).length > 0) throw failed('Unwritable', key, 'a folder stands where a file is needed')
    folders.delete(key)
  }
  /** Writes the files of a folder that is not there. What was written is taken back if one of them fails. */
  const writeAll = async (files: readonly (readonly [string, Uint8Array])[]): Promise<void> => {
    const begun: string[] = []
    try {
      for (const [key, bytes] of files) {
        begun.push(key)
        await write(key, bytes)
      }
    } catch (error) {
      for (const key of begun) await remove(key).catch(() => {})
      throw error
    }
  }

  const store: BucketStore = {
    label,
    get: async key => {
      expectKey(key)
      const { status, bytes } = await expectDone('Unreadable', key, { method: 'GET', key: base + key }, [404])
      return status === 404 ? undefined : bytes
    },
    put: async (key, bytes) => {
      expectKey(key)
      await expectFoldersAbove(key)
      await expectNoFolder(key)
      await write(key, bytesOf(bytes))
    },
    putNew: async (key, bytes) => {
      expectKey(key)
      await expectFoldersAbove(key)
      // 409: somebody else is writing it at this moment.
      return ![409, 412].includes((await write(key, bytesOf(bytes), onlyIfNew, [409, 412])).status)
    },
    putFolder: async (key, contents, seal, isDone) => {
      const files = new Map([...contents].map(([name, bytes]) => [`${key}/${name}`, bytesOf(bytes)]))
      for (const name of [key, ...files.keys()]) expectKey(name)
      await expectFoldersAbove(`${key}/${seal}`)
      const earlier = await below(key)
      if (earlier.length > 0 && (await isDone?.())) return
      const sealKey = `${key}/${seal}`
      const others = [...files].filter(([name]) => name !== sealKey)
      if (earlier.length === 0) {
        await writeAll(others)
        // Where another one has finished the same folder meanwhile, its seal stays.
        await write(sealKey, files.get(sealKey)!, onlyIfNew, [409, 412]).catch(async error => {
          for (const [name] of others) await remove(name).catch(() => {})
          throw error
        })
        return
      }
      // The earlier folder stays until all of the new one is in the bucket. There it is copied without being sent again.
      const aside = `${partials}/${crypto.randomUUID()}`
      const staged = [...files].map(([name, bytes], at) => [name, `${aside}/${at}`, bytes] as const)
      await writeAll(staged.map(([, place, bytes]) => [place, bytes]))
      await remove(sealKey)
      for (const { key: old } of earlier) if (!files.has(old)) await remove(old)
      for (const [name, place] of staged.sort(([a], [b]) => Number(a === sealKey) - Number(b === sealKey)))
        await copy(place, name)
      for (const [, place] of staged) await remove(place)
    },
    list: async prefix => {
      expectPrefix(prefix)
      const entries = (await below(prefix, undefined, 'Unreadable')).filter(
        ({ key }) => !key.startsWith(`${partials}/`),
      )
      if (entries.length > 0 || prefix === '') return entries.sort(byKey)
      const bytes = await store.get(prefix)
      return bytes === undefined ? [] : [{ key: prefix, bytes: bytes.length }]
    },
    delete: async prefix => {
      expectPrefix(prefix)
      const entries = await below(prefix)
      for (const { key } of entries) await remove(key)
      if (entries.length === 0 && prefix !== '') await remove(prefix)
      folders.clear()
    },
  }
  const copy = async (from: string, to: string): Promise<void> => {
    const source = `/${[bucket.bucket, ...(base + from).split('/')].map(encodeURIComponent).join('/')}`
    await expectDone('Unwritable', to, { method: 'PUT', key: base + to, headers: { 'x-amz-copy-source': source } })
  }
  return store
}

/** Where folders wait that will replace others. What a killed process left there is in the way of nobody. */
const partials = '.partial'

function bytesOf(bytes: Uint8Array | string): Uint8Array {
  return typeof bytes === 'string' ? new TextEncoder().encode(bytes) : new Uint8Array(bytes)
}

function reasonOf({ status, bytes }: Answer): string {
  const [, code] = /<Code>([^<]+)<\/Code>/.exec(new TextDecoder().decode(bytes)) ?? []
  if (status === 403) return `the server refuses the key (${code ?? status})`
  if (status === 507) return 'the server is full'
  return `the server answers ${code ?? status}`
}
