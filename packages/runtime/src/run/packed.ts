/** The packed segment of every pixel of an image, kept until the shared tree is known. */
import type { GroupMember } from '../pipeline/segment-group.ts'

export interface Packed {
  readonly index: number
  readonly seconds: number
  readonly open: () => Promise<GroupMember>
}

export async function pack(index: number, member: GroupMember, seconds: number): Promise<Packed> {
  const { width, height } = member
  const leaves = await packLabels(member.leaves)
  const clustered = member.clustered === member.leaves ? leaves : await packLabels(member.clustered)
  const open = async (): Promise<GroupMember> => {
    const of = await unpackLabels(leaves)
    return { width, height, leaves: of, clustered: clustered === leaves ? of : await unpackLabels(clustered) }
  }
  return { index, seconds, open }
}

export function packLabels({ buffer, byteOffset, byteLength }: Int32Array): Promise<Uint8Array> {
  return through(new CompressionStream('deflate-raw'), new Uint8Array(buffer, byteOffset, byteLength))
}

export async function unpackLabels(packed: Uint8Array): Promise<Int32Array> {
  return new Int32Array((await through(new DecompressionStream('deflate-raw'), packed)).buffer)
}

async function through(
  coder: CompressionStream | DecompressionStream,
  bytes: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const coded = new Response(coder.readable).arrayBuffer()
  const writer = coder.writable.getWriter()
  await writer.write(bytes as Uint8Array<ArrayBuffer>)
  await writer.close()
  return new Uint8Array(await coded)
}
