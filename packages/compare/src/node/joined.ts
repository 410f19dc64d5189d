/**
 * CUTS with the trained and the untrained embedding side by side: whether training adds something to what the
 * architecture sees, rather than taking its place. All else is as in CUTS.
 */
import { createRandom, type Embedding } from '@cuts/core'
import type { Encoder } from '@cuts/nn'
import type { Settings } from '@cuts/runtime'
import { randomStreams, type Segmentation, segmentEmbedding } from '@cuts/runtime/pipeline'
import type { Sample } from '../method.ts'
import { controlRows, type Rows } from './cuts-rows.ts'
import { workingInput } from './segment-sample.ts'

export const joinedRows: Rows = controlRows('joined', 'trained and untrained embedding together')

/** All regions of one image by several encoders. Deterministic for a seed. */
export async function segmentJoined(
  encoders: readonly Encoder[],
  sample: Sample,
  settings: Settings,
  seed: number,
): Promise<Segmentation> {
  const input = workingInput(sample, settings)
  const embeddings: Embedding[] = []
  for (const encoder of encoders) embeddings.push(ofUnitLength(await encoder.embed(input)))
  const random = createRandom(seed).fork(randomStreams.segment)
  const values = { ...input, dims: input.channels }
  return segmentEmbedding(join(embeddings), settings, random, { values, image: sample.image })
}

/** Scales the embedding of every pixel to length 1, so that neither of two outweighs the other. */
export function ofUnitLength({ dims, data, ...size }: Embedding): Embedding {
  const area = size.width * size.height
  const squares = new Float64Array(area)
  for (let i = 0; i < data.length; i++) squares[i % area]! += data[i]! ** 2
  return {
    ...size,
    dims,
    data: data.map((value, i) => (squares[i % area] === 0 ? 0 : value / Math.sqrt(squares[i % area]!))),
  }
}

/** The dimensions of several embeddings of one image, one after the other. */
function join(embeddings: readonly Embedding[]): Embedding {
  const data = new Float32Array(embeddings.reduce((sum, part) => sum + part.data.length, 0))
  let at = 0
  for (const part of embeddings) {
    data.set(part.data, at)
    at += part.data.length
  }
  return { ...embeddings[0]!, dims: embeddings.reduce((sum, { dims }) => sum + dims, 0), data }
}

/** The length of the first in four bytes, then both. */
export function pack(first: Uint8Array, second: Uint8Array): Uint8Array {
  const packed = new Uint8Array(4 + first.length + second.length)
  new DataView(packed.buffer).setUint32(0, first.length, true)
  packed.set(first, 4)
  packed.set(second, 4 + first.length)
  return packed
}

export function unpack(packed: Uint8Array): readonly [Uint8Array, Uint8Array] {
  const length = new DataView(packed.buffer, packed.byteOffset).getUint32(0, true)
  return [packed.slice(4, 4 + length), packed.slice(4 + length)]
}
