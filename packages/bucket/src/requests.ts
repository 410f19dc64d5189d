/** Signed requests to a bucket, repeated while the server is away or busy. */
import { CutsError } from '@cuts/core'
import { AwsClient } from 'aws4fetch'

/** A bucket, the place in it, and the key to it. All of it is named by the user: nothing is read from the environment. */
export interface Bucket {
  /** The address of the server, such as `https://s3.hospital.lab`; the bucket is the first part of its paths. */
  readonly endpoint: string
  readonly bucket: string
  /** Where in the bucket; everything by default. */
  readonly folder?: string | undefined
  readonly region?: string | undefined
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  /** Milliseconds before each repetition of a request that failed on its way. */
  readonly pauses?: readonly number[] | undefined
}

/** Half a minute in all. */
const usualPauses = [200, 500, 1000, 2000, 4000, 8000, 15_000]

export interface Asked {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE'
  /** The whole key in the bucket; absent for requests about the bucket. */
  readonly key?: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
}

export interface Answer {
  readonly status: number
  readonly bytes: Uint8Array
}

/** Returns the answer, whatever its status; throws what `fetch` throws when nobody answers to the end. */
export type Ask = (asked: Asked) => Promise<Answer>

export function openRequests({ endpoint, bucket, pauses = usualPauses, region, ...keys }: Bucket): Ask {
  if (!/^https?:\/\/[^/]+\/?$/.test(endpoint))
    throw new CutsError('InvalidOption', `${endpoint} is not the address of a server.`, {
      remedy: 'Give https://HOST or https://HOST:PORT.',
    })
  const { accessKeyId, secretAccessKey, sessionToken } = keys
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    service: 's3',
    region: region ?? 'us-east-1',
    ...(sessionToken === undefined ? {} : { sessionToken }),
  })
  const once = async ({ method, key, query, headers, body }: Asked): Promise<Answer> => {
    const url = new URL(endpoint)
    url.pathname = [bucket, ...(key?.split('/') ?? [])].map(encodeURIComponent).join('/')
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value)
    const hash = await sha256(body ?? new Uint8Array(0))
    const request = await client.sign(url.href, {
      method,
      // The server compares the hash: what arrives damaged is refused.
      headers: { ...headers, 'x-amz-content-sha256': hash },
      ...(body === undefined ? {} : { body: body as Uint8Array<ArrayBuffer> }),
    })
    const response = await fetch(request)
    return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) }
  }
  return async asked => {
    for (let turn = 0; ; turn++) {
      const pause = pauses[turn]
      try {
        const answer = await once(asked)
        if (pause === undefined || !isPassing(answer.status)) return answer
      } catch (error) {
        if (pause === undefined) throw error
      }
      await new Promise(resolve => setTimeout(resolve, pause))
    }
  }
}

/** Busy, or away for a while. A full disk (507) does not pass by itself. */
function isPassing(status: number): boolean {
  return [408, 429, 500, 502, 503, 504].includes(status)
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
  return Array.from(new Uint8Array(hash), byte => byte.toString(16).padStart(2, '0')).join('')
}
