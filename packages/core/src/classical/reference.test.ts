/** The training-free methods against label maps and scores that scikit-image gave on the same images. */
import { readdirSync, readFileSync } from 'node:fs'
import { itkRead, loadNpz, referencePath, sharedData, sharedDataReason } from '@cuts/testing'
import { describe, expect, it } from 'vitest'
import type { Image, LabelMap, Mask } from '../image/image.ts'
import { intensityOptions, type Planes, prepareIntensities } from '../image/index.ts'
import { labelHint } from '../labels/index.ts'
import { adjustedRand, evaluateMask } from '../metrics/index.ts'
import { checkOptions } from '../options/index.ts'
import { meanAndSem } from '../statistics/index.ts'
import { greyLevels, luma } from './grey-levels.ts'
import { felzenszwalb, markerWatershed, slic } from './index.ts'
import { otsuThreshold } from './watershed.ts'

const retina = sharedData('retina')
const reference = referencePath('classical_baselines.npz')
const scaling = checkOptions('image', intensityOptions)

async function readPlanes(path: string): Promise<Image> {
  const { size, components, data } = (await itkRead('png', new Uint8Array(readFileSync(path))))!
  const [width, height] = size as [number, number]
  const pixels = new Float32Array(data.length)
  for (let i = 0; i < data.length; i++)
    pixels[(i % components) * width * height + Math.floor(i / components)] = data[i]!
  return { width, height, channels: components, pixels, sampleType: 'uint8' }
}

async function readPrepared(name: string): Promise<Planes> {
  return prepareIntensities(await readPlanes(`${retina}/images/${name}`), scaling)
}

async function readTruth(name: string): Promise<Mask> {
  const { width, height, pixels } = await readPlanes(`${retina}/masks/${name}`)
  return { width, height, data: Uint8Array.from(pixels.subarray(0, width * height), value => (value > 0 ? 1 : 0)) }
}

describe.skipIf(retina === undefined || reference === undefined)(
  `training-free methods against scikit-image (${sharedDataReason} if skipped)`,
  () => {
    it('agree on six images: adjusted Rand above 0.999, the same Otsu threshold', async () => {
      const arrays = loadNpz(reference!)
      for (const [i, stem] of (arrays.stem!.data as string[]).entries()) {
        const image = await readPrepared(`${stem}.png`)
        const area = image.width * image.height
        const expected = (name: string): Int32Array =>
          (arrays[name]!.data as Int32Array).slice(i * area, (i + 1) * area)
        const graphs = felzenszwalb(image, { scale: 200, sigma: 1, minSize: 10 })
        expect(adjustedRand(graphs.labels, expected('felzenszwalb')), `Felzenszwalb of ${stem}`).toBeGreaterThan(0.999)
        const clusters = slic(image, { segments: 10, compactness: 10 })
        expect(adjustedRand(clusters.labels, expected('slic')), `SLIC of ${stem}`).toBeGreaterThan(0.999)
        const threshold = Number((arrays.otsu_threshold_gray!.data as BigInt64Array)[i])
        expect(otsuThreshold(greyLevels(image, luma)), `Otsu of ${stem}`).toBe(threshold)
      }
    })

    // Mean over the 33 images of Dice, Hausdorff, SSIM, ERGAS and RMSE, computed once with scikit-image.
    const rows: readonly [string, (image: Planes) => LabelMap, readonly number[]][] = [
      ['watershed', markerWatershed, [0.194, 62.33, 0.173, 13558, 0.828]],
      [
        'Felzenszwalb as in the paper',
        image => felzenszwalb(image, { scale: 1500, sigma: 0.8, minSize: 20 }),
        [0.297, 57.87, 0.242, 12331, 0.761],
      ],
      [
        'Felzenszwalb tuned',
        image => felzenszwalb(image, { scale: 200, sigma: 1, minSize: 10 }),
        [0.597, 26.3, 0.625, 8173, 0.398],
      ],
      ['SLIC', image => slic(image, { segments: 10, compactness: 10 }), [0.567, 29.03, 0.767, 6878, 0.329]],
    ]

    it('score as there on all images, to half of the last digit that was printed', async () => {
      const names = readdirSync(`${retina}/images`).sort()
      const scores = rows.map((): number[][] => [])
      for (const name of names) {
        const [image, truth] = [await readPrepared(name), await readTruth(name)]
        for (const [r, [, segment]] of rows.entries()) {
          const { dice, hausdorff, ssim, ergas, rmse } = evaluateMask(labelHint(segment(image), truth).mask, truth)
          scores[r]!.push([dice, hausdorff, ssim, ergas, rmse])
        }
      }
      for (const [r, [title, , expected]] of rows.entries()) {
        const means = expected.map((_, m) => meanAndSem(scores[r]!.map(score => score[m]!)).mean)
        const tolerances = [0.0005, 0.005, 0.0005, 0.5, 0.0005]
        for (const [m, mean] of means.entries())
          expect(Math.abs(mean - expected[m]!), `${title}, metric ${m}: ${mean}`).toBeLessThanOrEqual(tolerances[m]!)
      }
    })
  },
)
