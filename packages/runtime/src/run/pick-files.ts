/** A pick by paths: the mask, a picture of it, and a line in the file of exemplars if it is to be remembered. */
import { CutsError } from '@cuts/core'
import { encodePng, writerFor } from '@cuts/formats'
import { createMaskReader } from '../dataset/mask-reader.ts'
import { writerOfName } from '../export/convert-image.ts'
import { encodeMask } from '../export/encode-mask.ts'
import { drawPick } from '../pictures/index.ts'
import { expectLabel, parseExemplars, withExemplar } from '../results/exemplar-file.ts'
import { drawVolumePick } from './draw-volume-pick.ts'
import { type Outside, type Placed, placeNamed } from './outside.ts'
import { type Pick, type PickedRegion, pickRegion } from './pick-region.ts'
import { type PickedVolume, pickInVolume } from './pick-volume.ts'

export interface PickFiles extends Omit<Pick, 'store' | 'originals' | 'mask'> {
  /** The folder of an image or a volume inside a result folder. */
  readonly image: string
  /** The image or volume, if `image` is a result folder. */
  readonly name?: string | undefined
  /** A rough mask. */
  readonly mask?: string | undefined
  /** The mask to write, in the format of its ending. */
  readonly out: string
  readonly overwrite: boolean
  /** Whether to draw what was picked, beside the mask; so it is unless this is false. */
  readonly picture?: boolean | undefined
  /** File of exemplars to which the pick is added. */
  readonly remember?: string | undefined
  /** What it is, in the words of the person who picks. */
  readonly label?: string | undefined
}

export interface PickedFile extends Omit<PickedRegion, 'mask' | 'image' | 'exemplar'> {
  readonly of: 'image'
  readonly out: string
  readonly picture?: string | undefined
  /** The number of picks in the file of exemplars now. */
  readonly remembered?: number
}

export interface PickedVolumeFile extends Omit<PickedVolume, 'mask'> {
  readonly of: 'volume'
  readonly out: string
  readonly picture?: string | undefined
  readonly notice?: string | undefined
}

/** The label of a pick that nobody named. */
const anyLabel = 'region'

/**
 * Throws the errors of `pickRegion`, `pickInVolume` and `encodeMask`, `Unreadable` if the folder is not that of an image
 * or a volume, and `Unwritable`. Nothing is written unless everything was found.
 */
export async function pickToFiles(outside: Outside, options: PickFiles): Promise<PickedFile | PickedVolumeFile> {
  writerOfName(options.out)
  expectLabel(options.label ?? anyLabel)
  const place = await placeNamed(outside, options.image, options.name)
  return place.of === 'image' ? pickInImage(outside, place, options) : pickVolumeToFiles(outside, place, options)
}

async function pickInImage(outside: Outside, { id, store }: Placed, options: PickFiles): Promise<PickedFile> {
  const { image: _, name: __, out, overwrite, mask: rough, label = anyLabel, remember, ...wanted } = options
  const earlier = remember === undefined ? [] : await rememberedIn(outside, remember)
  const mask = rough === undefined ? undefined : await createMaskReader(outside.files).read({ path: rough })
  const found = await pickRegion({ ...wanted, mask, store, originals: outside.files, image: id })
  const { mask: picked, image, exemplar, ...told } = found
  if (remember !== undefined && exemplar === undefined)
    throw new CutsError('NothingToDo', 'only what was picked by clicks, a box or a rough mask can be remembered.', {
      remedy: 'Select it freely, or do not remember it.',
    })
  const picture = options.picture === false || image === undefined ? undefined : pictureName(out)
  for (const path of [out, picture]) if (path !== undefined) await outside.expectFree(path, overwrite)
  await outside.write(out, await encodeMask(picked, out, id))
  if (picture !== undefined && image !== undefined) {
    const clicks = found.clicks.map(({ at, sign }) => ({ x: at[0]!, y: at[1]!, sign }))
    await outside.write(picture, encodePng(drawPick(image, picked, { clicks, box: found.box })))
  }
  if (remember !== undefined) await outside.write(remember, withExemplar(earlier, label, exemplar!))
  return {
    of: 'image',
    ...told,
    out,
    ...(picture === undefined ? {} : { picture }),
    ...(remember === undefined ? {} : { remembered: earlier.length + 1 }),
  }
}

async function pickVolumeToFiles(
  outside: Outside,
  { id, store }: Placed,
  options: PickFiles,
): Promise<PickedVolumeFile> {
  const { clicks, steps, out, overwrite, box, mask: rough, rule = 'clicks', level, remember } = options
  if (box !== undefined || rough !== undefined || level !== undefined || remember !== undefined || rule !== 'clicks')
    throw new CutsError('Unsupported', 'a volume is picked by clicks and steps alone.', {
      remedy: 'Leave boxes, rough masks, levels, rules and memory out, or pick in one of its slices.',
    })
  const { mask, ...told } = await pickInVolume({ store, volume: id, clicks, steps })
  const content = await encodeMask(mask, out, id)
  const drawn = options.picture === false ? {} : await drawVolumePick({ store, originals: outside.files }, id, { ...told, mask }) // biome-ignore format: one choice
  const picture = drawn.picture && pictureName(out)
  for (const path of [out, picture]) if (path !== undefined) await outside.expectFree(path, overwrite)
  await outside.write(out, content)
  if (picture !== undefined) await outside.write(picture, encodePng(drawn.picture!))
  return { of: 'volume', ...told, out, picture, notice: drawn.notice }
}

async function rememberedIn({ files }: Outside, path: string) {
  return (await files.kindOf(path)) === undefined ? [] : parseExemplars(await files.bytes(path), path)
}

/** `lesion-picture.png` for `lesion.nii.gz`. */
export function pictureName(out: string): string {
  const ending = writerFor(out)!
    .extensions.filter(extension => out.toLowerCase().endsWith(extension))
    .sort((a, b) => b.length - a.length)[0]!
  return `${out.slice(0, out.length - ending.length)}-picture.png`
}
