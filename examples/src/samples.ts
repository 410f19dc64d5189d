/** The bundled sample images: their phantoms and their files. */
import { createRandom, type Image } from '@cuts/core'
import { encodePng, writeMask } from '@cuts/formats'
import { brainPhantom } from './brain-phantom.ts'
import { fundusPhantom } from './fundus-phantom.ts'

export interface SampleFile {
  /** Path inside the examples folder, for instance `fundus/images/fundus-1.png`. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** Chosen once; another seed gives another set of the same kind. */
const seed = 20_240_917
const count = 6

/** Every file of the sample sets, drawn anew: two sets of six 128 x 128 images with their masks. */
export function sampleFiles(): SampleFile[] {
  const files: SampleFile[] = []
  const random = createRandom(seed)
  for (let index = 1; index <= count; index++) {
    const fundus = fundusPhantom(random.fork('fundus', index))
    files.push({ path: `fundus/images/fundus-${index}.png`, bytes: encodeImage(fundus.image) })
    files.push({ path: `fundus/masks/fundus-${index}.png`, bytes: writeMask(fundus.mask) })
    const brain = brainPhantom(random.fork('brain', index))
    files.push({ path: `brain/images/brain-${index}.png`, bytes: encodeImage(brain.image) })
    files.push({ path: `brain/masks/brain-${index}.png`, bytes: writeMask(brain.mask) })
    files.push({ path: `brain/ventricles/brain-${index}.png`, bytes: writeMask(brain.ventricles) })
  }
  return files
}

/** Returns a PNG of planes of 8-bit grey or RGB. */
function encodeImage({ width, height, channels, pixels }: Image): Uint8Array {
  const area = width * height
  const data = new Uint8Array(channels * area)
  for (let c = 0; c < channels; c++) for (let i = 0; i < area; i++) data[i * channels + c] = pixels[c * area + i]!
  return encodePng({ kind: channels === 1 ? 'grey' : 'rgb', width, height, data })
}
