/**
 * The workload of the engine benchmark: noise images, a batch of 512 windows, and a plain matrix product and a plain
 * convolution of the runtime.
 */
import { createRandom } from '@cuts/core'
import { exportEncoder, initialParameters, type TrainingItem } from '@cuts/nn'
import type { Engine, Executable } from '@cuts/nn/engine'
import { constant, conv2d, input, matmul, reduceSum, toOnnx } from '@cuts/nn/graph'

export const channels = 3
export const batchImages = 16
export const samplesPerImage = 16
/** Half are anchors, half positives. */
export const windows = 2 * batchImages * samplesPerImage

/** Noise in [-1, 1], [channels][side][side]. */
export function noise(side: number, seed = 0): Float32Array {
  const random = createRandom(11).fork('image', seed)
  const data = new Float32Array(channels * side * side)
  for (let i = 0; i < data.length; i++) data[i] = 2 * random.uniform() - 1
  return data
}

export function trainingItems(): TrainingItem[] {
  const side = 64
  return Array.from({ length: batchImages }, (_, index) => {
    const random = createRandom(12).fork('pairs', index)
    const positions = (): Int32Array => Int32Array.from({ length: 2 * samplesPerImage }, () => random.integer(side))
    return {
      image: { width: side, height: side, channels, data: noise(side, index) },
      pairs: { anchors: positions(), positives: positions(), valid: new Uint8Array(samplesPerImage).fill(1) },
    }
  })
}

export function parameters() {
  return initialParameters({ channels, headLayers: 1 }, createRandom(13))
}

export function encoderModel(): Uint8Array {
  return exportEncoder(parameters())
}

interface Rate {
  readonly executable: Executable
  readonly inputs: Parameters<Executable['run']>[0]
  readonly flops: number
}

/** A product as large as those of training: [128, 1600] by [1600, 16384]. */
export async function matrixProduct(engine: Engine): Promise<Rate> {
  const [m, k, n] = [128, 1600, 16384]
  const product = matmul(input('a', [m, k]), input('b', [k, n]))
  // The sum keeps the result from being copied out; it costs a hundredth of the product.
  const executable = await engine.load(toOnnx({ sum: reduceSum(product, [0, 1]) }))
  const random = createRandom(14)
  const draw = (...shape: readonly number[]) => ({
    dtype: 'float32' as const,
    shape,
    data: Float32Array.from({ length: shape[0]! * shape[1]! }, () => random.uniform()),
  })
  return { executable, inputs: { a: draw(m, k), b: draw(k, n) }, flops: 2 * m * k * n }
}

/** The last and largest convolution of the encoder, 64 to 128 channels, 5x5, with weights that never change. */
export async function convolution(engine: Engine, side: number): Promise<Rate> {
  const [c, o, k] = [64, 128, 5]
  const random = createRandom(15)
  const draw = (length: number): Float32Array => Float32Array.from({ length }, () => random.uniform() - 0.5)
  const x = input('x', [1, c, side + k - 1, side + k - 1])
  const y = conv2d(x, constant(draw(o * c * k * k), [o, c, k, k]), constant(draw(o)))
  const executable = await engine.load(toOnnx({ y }))
  const shape = [1, c, side + k - 1, side + k - 1]
  return {
    executable,
    inputs: { x: { dtype: 'float32', shape, data: draw(c * (side + k - 1) ** 2) } },
    flops: 2 * k * k * c * o * side * side,
  }
}
