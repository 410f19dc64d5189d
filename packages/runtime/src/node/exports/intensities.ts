/** The intensities under a label map, from the file that it was made from. */
import { isCutsError, type LabelMap, type LabelVolume, type Volume } from '@cuts/core'
import { readWhole } from './read-whole.ts'

/** Without intensities, and with a notice why, where the file is gone or has become another. */
export async function readIntensities(
  path: string,
  map: LabelMap | LabelVolume,
): Promise<{ readonly intensities?: Volume; readonly notice?: string }> {
  const without = (why: string) => ({ notice: `intensities are left out: ${why}` })
  try {
    const { volume } = await readWhole(path)
    const depth = 'depth' in map ? map.depth : 1
    const isSame = volume.width === map.width && volume.height === map.height && volume.depth === depth
    return isSame ? { intensities: volume } : without(`${path} is not of the size of its regions`)
  } catch (error) {
    if (!isCutsError(error)) throw error
    return without(error.message)
  }
}
