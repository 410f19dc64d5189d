/**
 * The stored bytes of the frames of a DICOM file: parts of one value, or fragments of coded data (PS3.5, annex A.4).
 */
import { damaged } from '../../header.ts'
import { type DataSet, type Element, type Encoding, spansOf } from '../elements.ts'

const fragmentEncoding: Encoding = { littleEndian: true, explicit: true }

/**
 * Returns the coded bytes of every frame. The offset table assigns fragments to frames. If it is empty and there are as
 * many fragments as frames, each fragment is a frame; otherwise a frame begins at each fragment that begins as a JPEG
 * or JPEG 2000 stream does. Throws `Unreadable` if there are fewer frames than stated.
 */
export function codedFrames({ bytes }: DataSet, element: Element, count: number, name: string): Uint8Array[] {
  const [table, ...fragments] = spansOf(bytes, element, fragmentEncoding)
  if (table === undefined || fragments.length === 0) throw damaged(name, 'it holds no fragment of pixel data')
  if (fragments.length === count) return fragments.map(([at, end]) => bytes.subarray(at, end))
  const groups = count === 1 ? [fragments] : split(bytes, fragments, offsetsOf(bytes, table))
  if (groups.length < count)
    throw damaged(name, `it holds ${groups.length} frames of pixel data, but its header says ${count}`)
  return groups.slice(0, count).map(group => join(bytes, group))
}

type Span = readonly [number, number]

function offsetsOf(bytes: Uint8Array, [at, end]: Span): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: Math.floor((end - at) / 4) }, (_, i) => view.getUint32(at + 4 * i, true))
}

/** Offsets count from the head of the first fragment; each head takes 8 bytes. */
function split(bytes: Uint8Array, fragments: readonly Span[], offsets: readonly number[]): Span[][] {
  const first = fragments[0]![0] - 8
  const starts = new Set(offsets)
  const isStart = (at: number): boolean =>
    offsets.length > 0 ? starts.has(at - 8 - first) : bytes[at] === 0xff && [0xd8, 0x4f].includes(bytes[at + 1]!)
  const groups: Span[][] = []
  for (const fragment of fragments) {
    if (groups.length === 0 || isStart(fragment[0])) groups.push([])
    groups.at(-1)!.push(fragment)
  }
  return groups
}

function join(bytes: Uint8Array, spans: readonly Span[]): Uint8Array {
  const [only] = spans
  if (spans.length === 1 && only !== undefined) return bytes.subarray(only[0], only[1])
  const whole = new Uint8Array(spans.reduce((sum, [at, end]) => sum + end - at, 0))
  let to = 0
  for (const [at, end] of spans) {
    whole.set(bytes.subarray(at, end), to)
    to += end - at
  }
  return whole
}
