import { createRandom } from '@cuts/core'
import { createNodeEngine } from '@cuts/nn/node'
import { describe, expect, it } from 'vitest'
import type { MethodContext, Sample } from '../method.ts'
import { portableMethods } from './index.ts'

const side = 24
const sample: Sample = {
  id: 'disc',
  image: {
    width: side,
    height: side,
    channels: 1,
    sampleType: 'uint8',
    pixels: Float32Array.from({ length: side * side }, (_, i) => (inDisc(i) ? 200 : 60) + ((i * 37) % 11)),
  },
  truth: { width: side, height: side, data: Uint8Array.from({ length: side * side }, (_, i) => Number(inDisc(i))) },
}

function inDisc(i: number): boolean {
  return Math.hypot((i % side) - 12, Math.floor(i / side) - 11) < 6
}

const context: MethodContext = {
  seed: 1,
  random: createRandom(1),
  engine: await createNodeEngine({ threads: 1 }),
  weights: () => Promise.reject(new Error('no weights here')),
  signal: new AbortController().signal,
  onProgress: () => {},
}

describe('every method that learns nothing first', () => {
  for (const method of portableMethods.filter(({ learn, needs }) => learn === undefined && needs === undefined))
    it(`${method.id} fills its rows with maps of the image's size, and the same twice`, async () => {
      const segment = await method.open(context, undefined)
      const first = await segment(sample)
      expect(Object.keys(first).sort()).toEqual(Object.keys(method.rows).sort())
      for (const prediction of Object.values(first)) {
        if (prediction.kind === 'clicks') throw new Error('a method that knows no truth answers at once')
        const maps =
          prediction.kind === 'levels'
            ? [...prediction.maps]
            : [prediction.kind === 'labels' ? prediction.map : prediction.mask]
        for (const { width, height } of maps) expect([width, height]).toEqual([side, side])
      }
      expect(await (await method.open(context, undefined))(sample)).toEqual(first)
    })

  it('has a row of each name once', () => {
    const rows = portableMethods.flatMap(method => Object.keys(method.rows))
    expect(rows).toEqual([...new Set(rows)])
  })
})
