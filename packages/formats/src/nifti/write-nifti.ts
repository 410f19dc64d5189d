/** Images, volumes and label maps of any sample type as NIfTI-1. */
import { compress } from '#compress'
import { bytesOf, type PixelGrid, sampleTypeOf } from '../pixel-grid.ts'
import type { Samples } from '../raster.ts'
import { niftiHeader } from './write-header.ts'

/**
 * The bytes of a `.nii.gz` file, or with `compressed: false` of a `.nii` file. Three channels of uint8 are colour,
 * other channels components of a vector. Throws `Unsupported` beyond 32767 pixels a side.
 */
export async function writeNifti(
  { size, channels, data, geometry }: PixelGrid,
  { isLabels, compressed = true }: { readonly isLabels: boolean; readonly compressed?: boolean | undefined },
): Promise<Uint8Array> {
  const isColour = channels === 3 && data instanceof Uint8Array
  const components = isColour ? 1 : channels
  const header = niftiHeader({ size, type: isColour ? 'rgb' : sampleTypeOf(data), components, isLabels, geometry })
  const body = bytesOf(components === 1 ? data : componentByComponent(data, components))
  if (compressed) return compress('gzip', [header, body])
  const file = new Uint8Array(header.length + body.length)
  file.set(header)
  file.set(body, header.length)
  return file
}

/** All first components, then all second ones, ... */
function componentByComponent(data: Samples, components: number): Samples {
  const planes = data.slice()
  const area = data.length / components
  for (let c = 0; c < components; c++) for (let i = 0; i < area; i++) planes[c * area + i] = data[i * components + c]!
  return planes
}
