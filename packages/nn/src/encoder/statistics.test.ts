import type { Planes } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { createNodeEngine } from '../node/index.ts'
import { view } from '../parameters/slots.ts'
import { drawEncoder, drawImage } from '../testing/small-encoder.ts'
import { leak, normEpsilon } from './layers.ts'
import { parameterSlots, statisticSlots, widths } from './parameters.ts'
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
    const refreshed = await refreshStatistics(
      engine,
      parameters,
      images.length,
      async index => images[index]!,
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
    expect(shares).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map(n => n / 8))
  })
})
