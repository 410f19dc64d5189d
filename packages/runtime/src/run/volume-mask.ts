/** The mask of a whole volume, cut like the volume. */
import { CutsError, type Mask, type VolumeMask } from '@cuts/core'
import { viewGeometry, voxelsOfView } from '@cuts/core/volume'
import type { DatasetVolume } from '../dataset/dataset.ts'
import type { MaskOf } from '../dataset/mask-reader.ts'

/**
 * Returns the mask called `name` as the volume's view shows it, one byte a voxel. `read` returns a slice of it. Throws
 * as `read`, and `Mismatch` for another size.
 */
export async function readVolumeMask(
  name: string,
  volume: DatasetVolume,
  read: (of: MaskOf) => Promise<Mask>,
): Promise<VolumeMask> {
  const { geometry, view } = volume
  const { width, height, depth } = voxelsOfView(volume, view).size
  const data = new Uint8Array(width * height * depth)
  for (let slice = 0; slice < depth; slice++) {
    const mask = await read({ volume, slice })
    if (mask.width !== width || mask.height !== height)
      throw new CutsError(
        'Mismatch',
        `${name} has slices of ${mask.width}x${mask.height} and its volume of ${width}x${height}.`,
        { remedy: 'Give a mask of the same size.' },
      )
    data.set(mask.data, slice * width * height)
  }
  return {
    width,
    height,
    depth,
    data,
    ...(geometry === undefined ? {} : { geometry: viewGeometry(geometry, volume, view) }),
  }
}
