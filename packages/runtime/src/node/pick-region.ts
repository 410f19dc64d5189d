/** One click on a finished image: the region under it as a mask file. */
import { existsSync } from 'node:fs'
import { CutsError, clickLabel } from '@cuts/core'
import { writeMask } from '@cuts/formats'
import { readLabelMaps } from './read-results.ts'
import { writeFileWhole } from './result-folder.ts'

export interface PickedRegion {
  /** Index of the level, coarse to fine; undefined where the persistent structures were asked. */
  readonly level: number | undefined
  /** Regions of that level. */
  readonly clusters: number
  readonly label: number
  readonly areaPixels: number
  readonly out: string
}

/**
 * Writes the mask of the region that holds pixel `at` = (x, y): at `level` of the granularities, or of the persistent
 * structures where no level is given. Throws `InvalidArgument` for a click or level outside, `Unreadable`, `Unwritable`.
 */
export async function pickRegion(options: {
  readonly image: string
  readonly at: readonly [number, number]
  readonly level?: number | undefined
  readonly out: string
  readonly overwrite: boolean
}): Promise<PickedRegion> {
  const { image, at, level, out, overwrite } = options
  const maps = await readLabelMaps(image, level === undefined ? 'persistent' : 'labels')
  const map = maps[level ?? 0]
  if (map === undefined)
    throw new CutsError(
      'InvalidArgument',
      `level must be an integer in [0, ${maps.length - 1}], coarse to fine. Got ${level}.`,
    )
  if (existsSync(out) && !overwrite)
    throw new CutsError('Unwritable', `${out} exists already.`, { remedy: 'Give another --out, or --overwrite.' })
  const mask = clickLabel(map, at[0], at[1])
  await writeFileWhole(out, writeMask(mask))
  return {
    level,
    clusters: new Set(map.labels).size,
    label: map.labels[at[1] * map.width + at[0]]!,
    areaPixels: mask.data.reduce((sum, value) => sum + value, 0),
    out,
  }
}
