/** The packed segment of every pixel of an image, kept until the shared tree is known. */
import type { GroupMember } from '../pipeline/segment-group.ts'

export interface Packed {
  readonly index: number
  readonly seconds: number
  readonly open: () => Promise<GroupMember>
}

export async function pack(index: number, member: GroupMember, seconds: number): Promise<Packed> {
  const { width, height } = member
  const bytes = async (labels: Int32Array): Promise<Uint8Array> =>
    through(new CompressionStream('deflate-raw'), new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength))
  const leaves = await bytes(member.leaves)
  const clustered = member.clustered === member.leaves ? leaves : await bytes(member.clustered)
  const labels = async (packed: Uint8Array): Promise<Int32Array> =>
    new Int32Array((await through(new DecompressionStream('deflate-raw'), packed)).buffer)
  const open = async (): Promise<GroupMember> => {
    const of = await labels(leaves)
    return { width, height, leaves: of, clustered: clustered === leaves ? of : await labels(clustered) }
  }
  return { index, seconds, open }
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
