/** Folders of images and masks, temporary folders for results, and progress on stderr. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Image, type Mask, sliceOf, toChannels } from '@cuts/core'
import { readImage, readMask } from '@cuts/formats'
import type { RunEvent, Summary } from '@cuts/runtime'
import { runFolder } from '@cuts/runtime/node'

export interface BenchOptions {
  readonly images: string
  readonly masks: string
  readonly seed: number
}

export interface BenchResult {
  /** The table as text. */
  readonly text: string
  /** The same as data. */
  readonly figures: { readonly [name: string]: unknown }
}

export interface Sample {
  readonly image: Image
  readonly truth: Mask
}

/** Every image that has a mask of the same name, in name order. */
export async function readSamples({ images, masks }: BenchOptions): Promise<Sample[]> {
  const samples: Sample[] = []
  const read = async (path: string): Promise<Uint8Array> => new Uint8Array(await readFile(path))
  for (const name of (await readdir(images)).sort()) {
    const { volume } = await readImage([{ name, bytes: await read(join(images, name)) }])
    const truth = await readMask([{ name, bytes: await read(join(masks, name)) }])
    samples.push({ image: sliceOf(volume, 0), truth })
  }
  const channels = Math.max(...samples.map(sample => sample.image.channels))
  return samples.map(sample => ({ ...sample, image: toChannels(sample.image, channels) }))
}

/** A whole run with a preset in a folder of its own, which is removed afterwards. */
export async function runPreset(preset: string, { images, masks, seed }: BenchOptions): Promise<Summary> {
  const out = await mkdtemp(join(tmpdir(), 'cuts-bench-'))
  try {
    const onEvent = (event: RunEvent): void => {
      if (event.type === 'train' && event.step % 50 === 0) tell(`${preset}: training ${event.step}/${event.steps}`)
      if (event.type === 'image') tell(`${preset}: segmented ${event.done}/${event.total}`)
    }
    return await runFolder({ images, masks, out, seed, preset, device: 'cpu', resume: false, overwrite: true, onEvent })
  } finally {
    await rm(out, { recursive: true, force: true })
  }
}

export function tell(message: string): void {
  process.stderr.write(`${message}\n`)
}
