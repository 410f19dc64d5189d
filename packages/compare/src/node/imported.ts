/** Results of another tool as a row of the table: masks or label maps in a folder, named like the images. */
import { CutsError, type LabelMap, sliceOf } from '@cuts/core'
import { readImage } from '@cuts/formats'
import { openMasks } from '@cuts/runtime/dataset'
import { diskFiles } from '@cuts/runtime/node'
import type { Method, Prediction } from '../method.ts'

export interface ImportedRow {
  readonly row: string
  readonly folder: string
  /** Of the contents of its files. */
  readonly hash: string
}

/**
 * A row read from files. A file with the values 0 and one other is a mask and is scored as it is. A file with more
 * values is a label map; the hint of the protocol chooses a region. Throws `NothingToDo` for an image without a file,
 * `Mismatch` for a file of neither kind.
 */
export function importedMethod({ row, folder, hash }: ImportedRow): Method {
  return {
    id: row,
    version: 1,
    rows: { [row]: row },
    seeds: 'none',
    settings: hash,
    open: async () => {
      const { of: filesOf } = await openMasks(diskFiles, folder)
      return async ({ id, truth }) => {
        const [path, other] = filesOf(id)
        if (path === undefined || other !== undefined)
          throw new CutsError(
            'NothingToDo',
            `${path === undefined ? 'no file' : 'more than one file'} in ${folder} is named ${id}.*.`,
            {
              remedy: 'Name predictions like their images.',
            },
          )
        const prediction = await readPrediction(path)
        const { width, height } = prediction.kind === 'mask' ? prediction.mask : prediction.map
        if (width !== truth.width || height !== truth.height)
          throw new CutsError(
            'Mismatch',
            `${path} is ${width}x${height}, but its image is ${truth.width}x${truth.height}.`,
            { remedy: 'Give predictions of the size of the images.' },
          )
        return { [row]: prediction }
      }
    },
  }
}

async function readPrediction(path: string): Promise<Extract<Prediction, { kind: 'labels' | 'mask' }>> {
  const { volume } = await readImage([{ name: path, bytes: await diskFiles.bytes(path) }])
  const { width, height, channels, pixels } = sliceOf(volume, 0)
  if (channels !== 1 || pixels.some(value => value < 0 || !Number.isInteger(value)))
    throw new CutsError('Mismatch', `${path} is neither a mask nor a label map.`, {
      remedy: 'Give one channel of whole numbers: 0 and 255 for a mask, an id for each region for a label map.',
    })
  const values = new Set(pixels)
  if (values.size <= 2 && (values.size === 1 || values.has(0)))
    return { kind: 'mask', mask: { width, height, data: Uint8Array.from(pixels, value => (value > 0 ? 1 : 0)) } }
  const map: LabelMap = { width, height, labels: Int32Array.from(pixels) }
  return { kind: 'labels', map }
}
