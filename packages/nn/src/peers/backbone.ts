/**
 * Features of an image from a pretrained network in an ONNX file: a vision transformer with its tokens, such as DINO
 * ViT-S/8, or any other network from [1, 3, H, W], normalised by the statistics of ImageNet, to one vector a patch.
 */
import { CutsError, type Planes } from '@cuts/core'
import { asFloats, type Engine, type Executable, floats, isResident, type Tensor } from '../engine.ts'
import { readSignature } from '../onnx/read-signature.ts'
import { normaliseRgb, rgbPlanes } from './rgb-input.ts'

/** One vector a patch. */
export interface PatchFeatures {
  readonly width: number
  readonly height: number
  readonly dims: number
  /** [height][width][dims] */
  readonly data: Float32Array
}

export interface Backbone {
  /** Returns the features of an image in [-1, 1] of any size, resampled to the input size of the network. */
  features(image: Planes): Promise<PatchFeatures>
  dispose(): Promise<void>
}

/**
 * Pixels on a side if the file leaves the size open: the size of the paper's comparison, and the usual training size of
 * transformers.
 */
const openSides = [128, 224]
/** Largest number of tokens before the patches that belong to no patch: the class, and registers. */
const mostExtra = 5

/**
 * Loads a backbone. The file has one input [1, 3, H, W] in float32. Its first output holds tokens [1, extra + patches,
 * dims] of a square of patches, or maps [1, dims, h, w]. Throws `Unreadable` if the file does not match; `name` is for
 * the message.
 */
export async function loadBackbone(engine: Engine, bytes: Uint8Array, name: string): Promise<Backbone> {
  const { inputs, outputs } = readSignature(bytes, name)
  const [port] = inputs
  const [height, width] = port?.shape.slice(2) ?? []
  if (inputs.length !== 1 || port?.type !== 'float32' || port.shape.length !== 4)
    throw unusable(name, `takes ${inputs.map(({ type, shape }) => `${type} [${shape.join(', ')}]`).join(' and ')}`)
  const sizes =
    typeof height === 'number' && typeof width === 'number'
      ? [{ width, height }]
      : openSides.map(side => ({ width: side, height: side }))
  const model = await engine.load(bytes)
  const run = async (planes: Float32Array, size: { width: number; height: number }): Promise<PatchFeatures> => {
    const output = outputs[0]!.name
    const results = await model.run({ [port.name]: floats(planes, [1, 3, size.height, size.width]) }, [output])
    const value = results[output]!
    if (isResident(value)) throw new Error('internal: features are read on the processor')
    return asPatches(value, name)
  }
  const size = await firstThatRuns(model, sizes, run, name)
  return {
    features: image => run(normaliseRgb(rgbPlanes(image, size)), size),
    dispose: () => model.dispose(),
  }
}

/** A file may leave the size open but run only at the size it was trained on; an empty image is used to find out. */
async function firstThatRuns(
  model: Executable,
  sizes: readonly { width: number; height: number }[],
  run: (planes: Float32Array, size: { width: number; height: number }) => Promise<PatchFeatures>,
  name: string,
): Promise<{ width: number; height: number }> {
  let failure: unknown
  for (const size of sizes)
    try {
      await run(new Float32Array(3 * size.width * size.height), size)
      return size
    } catch (error) {
      failure = error
    }
  await model.dispose()
  if (failure instanceof CutsError && failure.code === 'Unreadable') throw failure
  throw unusable(
    name,
    `does not run at ${sizes.map(({ width, height }) => `${width}x${height}`).join(' or ')}`,
    failure,
  )
}

/** Tokens or maps as one vector a patch. */
export function asPatches({ shape, data: values }: Tensor, name: string): PatchFeatures {
  const data = values instanceof Float32Array ? values : new Float32Array(0)
  if (shape.length === 4 && shape[0] === 1) {
    const [, dims, height, width] = shape as [number, number, number, number]
    const area = height * width
    const out = new Float32Array(data.length)
    for (let d = 0; d < dims; d++) for (let i = 0; i < area; i++) out[i * dims + d] = data[d * area + i]!
    return { width, height, dims, data: out }
  }
  const [, tokens, dims] = shape as [number, number, number]
  const side = Math.floor(Math.sqrt(tokens))
  const extra = tokens - side * side
  if (shape.length !== 3 || shape[0] !== 1 || extra > mostExtra)
    throw unusable(name, `gives [${shape.join(', ')}], which is not a square of patches`)
  return { width: side, height: side, dims, data: asFloats({ dtype: 'float32', shape, data }).slice(extra * dims) }
}

function unusable(name: string, what: string, cause?: unknown): CutsError {
  return new CutsError('Unreadable', `${name} is not a backbone: it ${what}.`, {
    remedy: 'Give an ONNX file from [1, 3, H, W] to tokens or maps, such as DINO ViT-S/8.',
    action: { do: 'read guide', page: 'models' },
    ...(cause === undefined ? {} : { cause }),
  })
}
