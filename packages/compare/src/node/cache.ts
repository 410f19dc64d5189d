/** The cache of finished work: one small file for each result, named by a hash of everything it depends on. */
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Mask } from '@cuts/core'
import { perMetric } from '@cuts/core/metrics'
import { writeFileWhole } from '@cuts/runtime/node'
import { z } from 'zod'
import { scoreNames } from '../comparison.ts'
import type { Scored } from '../protocol/score.ts'

const scoresSchema = z.object(perMetric(scoreNames, () => z.number()))

const segmentedSchema = z.object({
  method: z.string(),
  seed: z.number(),
  image: z.string(),
  width: z.number(),
  height: z.number(),
  seconds: z.number(),
  rows: z.record(
    z.string(),
    z.object({
      scores: scoresSchema,
      levels: z.array(z.object({ regions: z.number(), dice: z.number() })).optional(),
      tree: z
        .object({ bestNode: z.number(), recall: z.array(z.number()), regret: z.number().optional() })
        .optional()
        .describe('what the tree of the regions holds'),
      clicks: z
        .object({ iou: z.array(z.number()), noc85: z.number(), noc90: z.number() })
        .optional()
        .describe('how clicks corrected the mask'),
      mask: z.string().describe('one bit a pixel in raster order, deflated, base64'),
    }),
  ),
})

/** The result of one method for one image. */
export type Segmented = z.infer<typeof segmentedSchema>

export interface Learnt {
  readonly bytes: Uint8Array
  readonly seconds: number
}

/** Returns the stored result, or undefined if it is missing or cannot be read; it is then computed again. */
export async function readSegmented(cache: string, key: string): Promise<Segmented | undefined> {
  const text = await readFile(join(cache, `${key}.json`), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return segmentedSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

export function writeSegmented(cache: string, key: string, segmented: Segmented): Promise<void> {
  return writeFileWhole(join(cache, `${key}.json`), `${JSON.stringify(segmented)}\n`)
}

/** The trained state and the seconds of training. The time is stored in the first eight bytes. */
export async function readLearnt(cache: string, key: string): Promise<Learnt | undefined> {
  const held = await readFile(join(cache, `${key}.bin`)).catch(() => undefined)
  if (held === undefined || held.length < 8) return undefined
  return { seconds: held.readDoubleLE(0), bytes: new Uint8Array(held.subarray(8)) }
}

export function writeLearnt(cache: string, key: string, { bytes, seconds }: Learnt): Promise<void> {
  const held = Buffer.alloc(8 + bytes.length)
  held.writeDoubleLE(seconds, 0)
  held.set(bytes, 8)
  return writeFileWhole(join(cache, `${key}.bin`), held)
}

/** A folder for work that is not finished yet. */
export async function workFolder(cache: string, key: string): Promise<string> {
  const folder = join(cache, `${key}.work`)
  await mkdir(folder, { recursive: true })
  return folder
}

export function packRows(rows: { readonly [row: string]: Scored }): Segmented['rows'] {
  return Object.fromEntries(
    Object.entries(rows).map(([row, { scores, levels, tree, clicks, mask }]) => [
      row,
      {
        scores,
        ...(levels === undefined ? {} : { levels: [...levels] }),
        ...(tree === undefined ? {} : { tree: { ...tree, recall: [...tree.recall] } }),
        ...(clicks === undefined ? {} : { clicks: { ...clicks, iou: [...clicks.iou] } }),
        mask: packMask(mask),
      },
    ]),
  )
}

export function packMask({ data }: Mask): string {
  const bits = new Uint8Array(Math.ceil(data.length / 8))
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) bits[i >> 3]! |= 1 << (i & 7)
  return deflateRawSync(bits).toString('base64')
}

export function unpackMask(packed: string, width: number, height: number): Mask {
  const bits = inflateRawSync(Buffer.from(packed, 'base64'))
  return {
    width,
    height,
    data: Uint8Array.from({ length: width * height }, (_, i) => ((bits[i >> 3] ?? 0) >> (i & 7)) & 1),
  }
}
