import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom, type Image } from '@cuts/core'
import { encodePng } from '@cuts/formats'
import { createNodeEngine } from '@cuts/nn/node'
import { expect, it } from 'vitest'
import type { LearningContext, Predictions, Sample } from '../method.ts'
import { heldOutMethod } from './held-out.ts'

const side = 32

/** A bright square on a grained ground; `bright` tells one image from another. */
function drawn(id: string, bright: number): Sample {
  const random = createRandom(bright)
  const isInside = (i: number): boolean => i % side > 12 && i % side < 24 && i > 10 * side && i < 22 * side
  const pixels = Float32Array.from({ length: side * side }, (_, i) => (isInside(i) ? bright : 60) + random.integer(30))
  const truth = { width: side, height: side, data: Uint8Array.from(pixels, (_, i) => Number(isInside(i))) }
  const image: Image = { width: side, height: side, channels: 1, sampleType: 'uint8', pixels }
  return { id, image, truth }
}

it('segments an image by an encoder that is the same whatever the image looks like', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cuts-heldout-'))
  const method = heldOutMethod({
    preset: 'default',
    settings: { schedule: { steps: 1 }, training: { batchImages: 1, samplesPerImage: 2 } },
  })
  const engine = await createNodeEngine({ device: 'cpu', threads: 1 })

  const learnFrom = async (samples: readonly Sample[], name: string) => {
    const files = samples.map(({ id }) => join(folder, `${name}-${id}.png`))
    for (const [i, { image }] of samples.entries())
      await writeFile(
        files[i]!,
        encodePng({ kind: 'grey', width: side, height: side, data: Uint8Array.from(image.pixels) }),
      )
    const context: LearningContext = {
      seed: 1,
      random: createRandom(1),
      engine,
      weights: () => Promise.reject(new Error('no weights here')),
      signal: new AbortController().signal,
      onProgress: () => {},
      folder: await mkdtemp(join(folder, 'work-')),
      images: folder,
      files,
    }
    return method.open(context, await method.learn!(samples, context))
  }
  const kmeansOf = ({ 'heldout-kmeans': prediction }: Predictions): Int32Array =>
    prediction?.kind === 'labels' ? prediction.map.labels : new Int32Array()

  const [a, b, c] = [drawn('a', 150), drawn('b', 170), drawn('c', 190)]
  const first = await learnFrom([a, b, c], 'first')
  const other = await learnFrom([a, b, drawn('c', 250)], 'other')
  expect(kmeansOf(await other(c))).toEqual(kmeansOf(await first(c)))
  // Those of the others have seen it.
  const [before, after] = [kmeansOf(await first(a)), kmeansOf(await other(a))]
  expect(after).toHaveLength(side * side)
  expect(after).not.toEqual(before)
  await rm(folder, { recursive: true, force: true })
}, 120_000)
