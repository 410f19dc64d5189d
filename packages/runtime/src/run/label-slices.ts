/** The label volumes of a result folder, read as the slices of the volume's view. */
import { CutsError } from '@cuts/core'
import { voxelsOfView } from '@cuts/core/volume'
import { readImage } from '@cuts/formats'
import { readKey } from '../results/read-results.ts'
import { type LabelMapName, labelsFile, volumeFolder } from '../results/result-layout.ts'
import type { VolumeSummary } from '../results/summary.ts'
import type { Store } from '../store/store.ts'

/** The labels of every slice, [row][column], in order. Throws `Unreadable`, and `Mismatch` for another size. */
export async function* labelSlices(
  store: Store,
  volume: VolumeSummary,
  name: LabelMapName,
): AsyncGenerator<{ readonly slice: number; readonly labels: Int32Array }> {
  const key = `${volumeFolder(volume.id)}/${labelsFile(name)}`
  const { volume: read } = await readImage([{ name: `${store.label}/${key}`, bytes: await readKey(store, key) }], {
    maxSamples: volume.width * volume.height * volume.depth,
  })
  if (read.width !== volume.width || read.height !== volume.height || read.depth !== volume.depth)
    throw new CutsError('Mismatch', `${store.label}/${key} has another size than its volume.`, {
      action: { do: 'segment again' },
    })
  const { size, first, steps } = voxelsOfView(volume, volume.view)
  for (let slice = 0; slice < size.depth; slice++) {
    // Labels are numbers of supervoxels: 32-bit floats hold them exactly.
    const labels = new Int32Array(size.width * size.height)
    for (let j = 0, to = 0; j < size.height; j++)
      for (let i = 0, from = first + slice * steps[2] + j * steps[1]; i < size.width; i++, from += steps[0])
        labels[to++] = read.pixels[from]!
    yield { slice, labels }
  }
}
