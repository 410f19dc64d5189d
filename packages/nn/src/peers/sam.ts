/**
 * Segment Anything (Kirillov et al., ICCV 2023) from two ONNX files, an encoder of images and the decoder as its
 * authors export it: masks of what clicks or a box say is meant.
 */
import { CutsError, type Mask, type Planes } from '@cuts/core'
import { asFloats, type Engine, type Tensor, type Value } from '../engine.ts'
import { type PortSignature, readSignature } from '../onnx/read-signature.ts'
import { normaliseRgb, rgbPlanes } from './rgb-input.ts'
import { type SamPrompt, samPromptInputs } from './sam-prompt.ts'

/** An ONNX file and what to call it in messages. */
export interface ModelFile {
  readonly bytes: Uint8Array
  readonly name: string
}

export interface PromptSegmenter {
  /** Reads an image in [-1, 1], which takes most of the time, and answers any number of prompts on it. */
  look(image: Planes): Promise<SamView>
  dispose(): Promise<void>
}

export interface SamView {
  ask(prompt: SamPrompt): Promise<SamAnswer>
}

export interface SamAnswer {
  readonly mask: Mask
  /** To be given as `previous` with the next prompt; absent if the decoder does not tell. */
  readonly logits?: Float32Array | undefined
}

/**
 * Side of the square that the encoder reads, if its file leaves it open, and of the mask that the decoder may refine.
 */
const encoderSide = 1024
const usualMaskSide = 256

/** Logits of the size of `mask_input`; an export for single questions may lack them. */
const logitsOutput = 'low_res_masks'

const decoderInputs = [
  'image_embeddings',
  'point_coords',
  'point_labels',
  'mask_input',
  'has_mask_input',
  'orig_im_size',
]

/**
 * Loads both halves. The encoder takes [1, 3, S, S], float32 normalised by the statistics of ImageNet, or plain bytes.
 * The decoder takes the inputs of the authors' export, and gives `masks`. Throws `Unreadable` for other files.
 */
export async function loadSam(
  engine: Engine,
  files: { readonly encoder: ModelFile; readonly decoder: ModelFile },
): Promise<PromptSegmenter> {
  const { side, port, embedding } = checkEncoder(files.encoder)
  const { maskSide, tellsLogits } = checkDecoder(files.decoder)
  const encoder = await engine.load(files.encoder.bytes)
  const decoder = await engine.load(files.decoder.bytes)
  return {
    look: async image => {
      const { width, height } = image
      const encoded = await encoder.run({ [port.name]: samInput(image, side, port.type) }, [embedding])
      const scale = side / Math.max(width, height)
      return {
        ask: async prompt => {
          const inputs = samPromptInputs(prompt, image, scale, maskSide)
          const outputs = await decoder.run(
            { image_embeddings: encoded[embedding]!, ...inputs },
            tellsLogits ? ['masks', logitsOutput] : ['masks'],
          )
          const mask = firstMask(outputs.masks!, width, height, files.decoder.name)
          if (!tellsLogits) return { mask }
          return { mask, logits: asFloats(outputs[logitsOutput]!).slice(0, maskSide ** 2) }
        },
      }
    },
    dispose: async () => {
      await encoder.dispose()
      await decoder.dispose()
    },
  }
}

/** The image with its longer side `side` long, in the top left of a square of zeros. */
export function samInput(image: Planes, side: number, type: string): Tensor {
  const scale = side / Math.max(image.width, image.height)
  const [width, height] = [image.width, image.height].map(size => Math.max(1, Math.round(size * scale))) as [
    number,
    number,
  ]
  const rgb = rgbPlanes(image, { width, height })
  const planes = type === 'uint8' ? Uint8Array.from(rgb, value => Math.round(255 * value)) : normaliseRgb(rgb)
  const data = type === 'uint8' ? new Uint8Array(3 * side * side) : new Float32Array(3 * side * side)
  for (let c = 0; c < 3; c++)
    for (let y = 0; y < height; y++) {
      const row = (c * height + y) * width
      data.set(planes.subarray(row, row + width), (c * side + y) * side)
    }
  return { dtype: type === 'uint8' ? 'uint8' : 'float32', shape: [1, 3, side, side], data }
}

/** Returns the first of several masks, which is the single answer; the others are for ambiguous points. */
function firstMask(value: Value, width: number, height: number, name: string): Mask {
  const logits = asFloats(value)
  const [rows, columns] = value.shape.slice(-2)
  if (rows !== height || columns !== width)
    throw unusable(name, `gives masks [${value.shape.join(', ')}] for an image of ${width}x${height}`)
  return { width, height, data: Uint8Array.from(logits.subarray(0, width * height), logit => (logit > 0 ? 1 : 0)) }
}

function checkEncoder({ bytes, name }: ModelFile): { side: number; port: PortSignature; embedding: string } {
  const { inputs, outputs } = readSignature(bytes, name)
  const [port] = inputs
  const [, , height, width] = port?.shape ?? []
  const isImage = port?.shape.length === 4 && (port.type === 'float32' || port.type === 'uint8')
  if (inputs.length !== 1 || !isImage || (typeof height === 'number' && height !== width))
    throw unusable(name, `takes ${inputs.map(({ type, shape }) => `${type} [${shape.join(', ')}]`).join(' and ')}`)
  return { side: typeof height === 'number' ? height : encoderSide, port: port!, embedding: outputs[0]!.name }
}

/** Side of `mask_input`, and whether there are logits of that size. */
function checkDecoder({ bytes, name }: ModelFile): { maskSide: number; tellsLogits: boolean } {
  const { inputs, outputs } = readSignature(bytes, name)
  const missing = decoderInputs.filter(wanted => !inputs.some(port => port.name === wanted))
  if (missing.length > 0) throw unusable(name, `lacks the input ${missing.join(', ')}`)
  if (!outputs.some(port => port.name === 'masks')) throw unusable(name, 'lacks the output masks')
  const side = inputs.find(port => port.name === 'mask_input')!.shape.at(-1)
  const maskSide = typeof side === 'number' ? side : usualMaskSide
  const logits = outputs.find(port => port.name === logitsOutput)
  const logitsSide = logits?.shape.at(-1)
  return { maskSide, tellsLogits: logits !== undefined && (typeof logitsSide !== 'number' || logitsSide === maskSide) }
}

function unusable(name: string, what: string): CutsError {
  return new CutsError('Unreadable', `${name} is not part of Segment Anything: it ${what}.`, {
    remedy: 'Give the encoder and the decoder as ONNX files.',
    action: { do: 'read guide', page: 'models' },
  })
}
