import { InferenceSession } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { asFloats, floats } from '../engine.ts'
import { add, constant, exp, input, leakyRelu, mul, named, padReplicate, reshape, slice } from '../graph/index.ts'
import { createNodeEngine } from '../node/index.ts'
import { readMetadata } from './model-proto.ts'
import { toOnnx } from './to-onnx.ts'

describe('an ONNX file', async () => {
  const engine = await createNodeEngine({ threads: 1 })

  it('computes what the graph says, for any size left open', async () => {
    const x = input('x', [1, 1, 'H', 'W'])
    const executable = await engine.load(toOnnx({ y: leakyRelu(padReplicate(x, 1), 0.5) }))
    const { y } = await executable.run({ x: floats(Float32Array.of(1, -2), [1, 1, 1, 2]) })
    expect(y!.shape).toEqual([1, 1, 3, 4])
    expect([...asFloats(y)]).toEqual([1, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1])
  })

  it('names inputs and outputs, and computes only the outputs asked for', async () => {
    const x = input('x', [2])
    const bytes = toOnnx({ same: x, twice: add(x, x), fixed: constant([3], [1]) })
    const session = await InferenceSession.create(bytes)
    expect(session.inputNames).toEqual(['x'])
    expect(session.outputNames).toEqual(['same', 'twice', 'fixed'])
    const executable = await engine.load(bytes)
    const feeds = { x: floats(Float32Array.of(1, 2), [2]) }
    const all = await executable.run(feeds)
    expect(Object.values(all).map(tensor => [...asFloats(tensor)])).toEqual([[1, 2], [2, 4], [3]])
    expect(Object.keys(await executable.run(feeds, ['twice']))).toEqual(['twice'])
  })

  it('holds equal parts once', () => {
    const x = input('x', [4])
    const part = (): typeof x => mul(exp(slice(x, 0, 1, 3)), constant(2))
    const once = toOnnx({ y: add(part(), exp(part())) })
    const shared = part()
    expect(once).toEqual(toOnnx({ y: add(shared, exp(shared)) }))
  })

  it('keeps metadata, in any language', () => {
    const metadata = { preset: 'paper-2023', note: 'Größe µm 網膜', empty: '' }
    expect(readMetadata(toOnnx({ y: input('x', [1]) }, metadata))).toEqual(metadata)
  })

  it('keeps labels apart from names that look like numbered ones', async () => {
    const parts = [0, 1, 2].map(i => input(`x_${i}`, [1]))
    const y = named('x', add(named('x', exp(parts[0]!)), named('x', mul(parts[1]!, parts[2]!))))
    const model = await engine.load(toOnnx({ y, x_3: exp(y) }))
    const { x_3 } = await model.run(Object.fromEntries([0, 1, 2].map(i => [`x_${i}`, floats(Float32Array.of(i), [1])])))
    expect(asFloats(x_3)[0]).toBeCloseTo(Math.exp(1 + 2), 4)
  })

  it('refuses names that mean two things', () => {
    const x = input('x', [2])
    expect(() => toOnnx({ x: exp(x) })).toThrow(/another name for output x/)
    expect(() => toOnnx({ y: add(x, input('x', [1])) })).toThrow(/input x with another type or shape/)
    expect(() => toOnnx({ y: add(x, input('x', [2])), z: reshape(x, [1, 2]) })).not.toThrow()
  })

  it('that the engine refuses is an error of ours, with the cause', async () => {
    await expect(engine.load(new Uint8Array([1, 2, 3]))).rejects.toMatchObject({
      code: 'Unreadable',
      cause: expect.any(Error),
    })
  })
})
