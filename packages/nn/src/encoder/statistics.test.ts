import { createRandom, type Planes } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { createNodeEngine } from '../node/index.ts'
import { view } from '../parameters/slots.ts'
import { drawEncoder, drawImage } from '../testing/small-encoder.ts'
import { leak, normEpsilon } from './layers.ts'
import { exportEncoder, loadEncoder } from './model-file.ts'
import { initialParameters, parameterSlots, statisticSlots, widths } from './parameters.ts'
import { refreshStatistics } from './statistics.ts'

const parameters = drawEncoder({ channels: 1, headLayers: 1 })

/** The statistics by their definition: whole images, one layer after the other, plain loops in double precision. */
function naive(images: readonly Planes[]): { mean: number[]; variance: number[] }[] {
  const value = (name: string): Float32Array => view(parameterSlots(parameters.spec), parameters.weights, name)
  let activations = images.map(({ data, width, height }) => ({ planes: [Float64Array.from(data)], width, height }))
  return widths.map((width, layer) => {
    const kernel = value(`conv${layer}.weight`)
    const convolved = activations.map(x => ({ ...x, planes: convolve(x, kernel, value(`conv${layer}.bias`)) }))
    const statistics = Array.from({ length: width }, (_, c) => {
      const all = convolved.flatMap(({ planes }) => [...planes[c]!])
      const mean = all.reduce((a, b) => a + b, 0) / all.length
      return { mean, variance: all.reduce((a, b) => a + (b - mean) ** 2, 0) / all.length }
    })
    activations = convolved.map(x => ({
      ...x,
      planes: x.planes.map((plane, c) => {
        const factor = value(`norm${layer}.scale`)[c]! / Math.sqrt(statistics[c]!.variance + normEpsilon)
        const normal = plane.map(v => (v - statistics[c]!.mean) * factor + value(`norm${layer}.shift`)[c]!)
        return normal.map(v => (v < 0 ? leak * v : v))
      }),
    }))
    return { mean: statistics.map(s => s.mean), variance: statistics.map(s => s.variance) }
  })
}

function convolve(
  { planes, width, height }: { planes: readonly Float64Array[]; width: number; height: number },
  kernel: Float32Array,
  bias: Float32Array,
): Float64Array[] {
  const clamp = (i: number, size: number): number => Math.min(size - 1, Math.max(0, i))
  // For every pixel the 25 it is computed from.
  const sources = Int32Array.from({ length: 25 * width * height }, (_, i) => {
    const [k, pixel] = [i % 25, Math.floor(i / 25)]
    const y = clamp(Math.floor(pixel / width) + Math.floor(k / 5) - 2, height)
    return y * width + clamp((pixel % width) + (k % 5) - 2, width)
  })
  return Array.from(bias, (offset, o) => {
    const out = new Float64Array(width * height).fill(offset)
    for (let c = 0; c < planes.length; c++) {
      const plane = planes[c]!
      const weights = kernel.subarray((o * planes.length + c) * 25, (o * planes.length + c + 1) * 25)
      for (let pixel = 0; pixel < out.length; pixel++) {
        let sum = 0
        for (let k = 0; k < 25; k++) sum += weights[k]! * plane[sources[25 * pixel + k]!]!
        out[pixel]! += sum
      }
    }
    return out
  })
}

describe('running statistics', async () => {
  const engine = await createNodeEngine({ threads: 1 })

  it('are those of every pixel of all images, each layer by the ones before it, to 1e-4', async () => {
    // Images count by their pixels, and the wide one is read in two tiles.
    const images = [drawImage(13, 11, 1, 0), drawImage(400, 2, 1, 1)]
    const shares: number[] = []
    const reads: number[] = []
    const refreshed = await refreshStatistics(
      engine,
      parameters,
      images.length,
      async index => {
        reads.push(index)
        return images[index]!
      },
      share => shares.push(share),
    )
    for (const [layer, { mean, variance }] of naive(images).entries())
      for (let c = 0; c < mean.length; c++) {
        const deviation = Math.sqrt(variance[c]!)
        const at = (kind: string): number => view(statisticSlots(), refreshed.statistics, `norm${layer}.${kind}`)[c]!
        expect(Math.abs(at('mean') - mean[c]!) / deviation, `mean ${layer} ${c}`).toBeLessThan(1e-4)
        expect(Math.abs(at('variance') / variance[c]! - 1), `variance ${layer} ${c}`).toBeLessThan(1e-4)
      }
    expect(refreshed.weights).toBe(parameters.weights)
    expect(reads).toEqual([0, 1])
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares.at(-1)).toBe(1)
  })

  it('of a sample move distances between embeddings by less than a fifth of what another seed does', async () => {
    // 256 x 256 pixels are looked at as a whole; of eight such images, a sample is.
    const noise = drawImage(256, 256, 1, 3)
    const wave = (p: number): number => Math.sin((p % 256) / 50) * Math.cos(Math.floor(p / 256) / 40)
    const image = { ...noise, data: noise.data.map((value, p) => 0.6 * wave(p) + 0.3 * value) }
    const fresh = (seed: number) => initialParameters(parameters.spec, createRandom(seed))
    const probe = drawImage(60, 60, 1, 4)
    const distances = async (seed: number, count: number): Promise<number[]> => {
      const refreshed = await refreshStatistics(engine, fresh(seed), count, async () => image)
      const encoder = await loadEncoder(engine, exportEncoder(refreshed))
      const { data, dims } = await encoder.embed(probe)
      const at = (pixel: number, d: number): number => data[d * 3600 + pixel]!
      const pairs = Array.from({ length: 300 }, (_, i) => [(i * 97) % 3600, (i * 389 + 11) % 3600] as const)
      return pairs.map(([a, b]) => Math.hypot(...Array.from({ length: dims }, (_, d) => at(a, d) - at(b, d))))
    }
    const [whole, sampled, other] = [await distances(1, 1), await distances(1, 8), await distances(2, 1)]
    const apart = (a: number[], b: number[]): number => Math.hypot(...a.map((value, i) => value - b[i]!))
    expect(apart(whole, sampled)).toBeGreaterThan(0)
    expect(apart(whole, sampled) / apart(whole, other)).toBeLessThan(0.2)
  })

  it('read at most 64 images, from the first to the last', async () => {
    const reads: number[] = []
    const load = async (index: number) => {
      reads.push(index)
      return drawImage(3, 3, 1, index)
    }
    await refreshStatistics(engine, parameters, 640, load)
    expect(reads).toEqual(Array.from({ length: 64 }, (_, i) => 10 * i + 5))
  })
})
