/** What is kept of an image until the tree that it shares is known: the segment of every pixel, packed. */
import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import type { GroupMember } from '../pipeline/segment-group.ts'

export interface Packed {
  readonly index: number
  readonly width: number
  readonly height: number
  readonly leaves: Uint8Array
  readonly clustered: Uint8Array
  readonly seconds: number
}

export async function pack(index: number, member: GroupMember, seconds: number): Promise<Packed> {
  const bytes = async (labels: Int32Array): Promise<Uint8Array> =>
    promisify(deflateRaw)(new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength))
  const leaves = await bytes(member.leaves)
  const clustered = member.clustered === member.leaves ? leaves : await bytes(member.clustered)
  return { index, width: member.width, height: member.height, leaves, clustered, seconds }
}

export async function unpack({ width, height, leaves, clustered }: Packed): Promise<GroupMember> {
  const labels = async (bytes: Uint8Array): Promise<Int32Array> => {
    const raw = await promisify(inflateRaw)(bytes)
    return new Int32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength))
  }
  const of = await labels(leaves)
  return { width, height, leaves: of, clustered: clustered === leaves ? of : await labels(clustered) }
}
