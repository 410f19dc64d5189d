/**
 * Features of voxels from a two-dimensional encoder: every slice of three planes is embedded, and a voxel has the mean
 * of its three embeddings, reduced to a few components, beside its grey value. Measured against grey values alone.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom, type Planes, type Volume } from '@cuts/core'
import { createFeatures, type FeatureSpace, featureSpace } from '@cuts/core/pooling'
import { prepareVolume, type View, type VoxelSource, volumeForeground, voxelsOfView } from '@cuts/core/volume'
import { writeLevels } from '@cuts/formats'
import { type Encoder, exportEncoder, initialParameters, loadEncoder, refreshStatistics } from '@cuts/nn'
import { createNodeEngine } from '@cuts/nn/node'
import { resolveSettings } from '@cuts/runtime'
import { trainFolder } from '@cuts/runtime/node'
import { segmentSource, type VoxelRegions } from '@cuts/runtime/pipeline'
import { processorSeconds } from './scores.ts'

const forwards = [false, false, false] as const
const views: readonly View[] = [
  { axes: [0, 1, 2], backwards: forwards },
  { axes: [0, 2, 1], backwards: forwards },
  { axes: [1, 2, 0], backwards: forwards },
]
/** Slices of every plane that define the space of the components. */
const sampledSlices = 8
/** Components that are kept. */
const components = 4

export interface Embedded {
  readonly grey: VoxelSource
  readonly foreground: Uint8Array
  /** Mean components of the three planes, [voxel][component]. */
  readonly features: Float32Array
  readonly dims: number
}

export async function embedInPlanes(volume: Volume, encoder: Encoder): Promise<Embedded> {
  const foreground = volumeForeground(volume)
  const grey = prepareVolume(volume, { foreground, spacingMm: volume.geometry?.spacingMm ?? [1, 1, 1] })
  const values = greyOf(grey)
  const space = await spaceOf(encoder, grey, values)
  return { grey, foreground, features: await embedAll(encoder, grey, values, space), dims: space.basis.components }
}

/** Regions from grey values and components that vary `weight` times as much. */
export function segmentInPlanes(embedded: Embedded, weight: number, seed: number): VoxelRegions {
  const patient = embedded.foreground.reduce((sum, value) => sum + value, 0)
  return segmentSource(besideGrey(embedded, weight), patient, resolveSettings('default'), createRandom(seed))
}

/** An encoder with random weights, whose statistics are those of the slices. */
export async function untrainedOn(volume: Volume, seed: number): Promise<Encoder> {
  const engine = await createNodeEngine({ device: 'cpu' })
  const grey = prepareVolume(volume, { foreground: volumeForeground(volume), spacingMm: [1, 1, 1] })
  const values = greyOf(grey)
  const fresh = initialParameters({ channels: 1, headLayers: 1 }, createRandom(seed).fork('weights'))
  const parameters = await refreshStatistics(engine, fresh, sampledSlices, async index =>
    sliceOf(grey, values, views[0]!, Math.floor(((index + 0.5) * grey.depth) / sampledSlices)),
  )
  return loadEncoder(engine, exportEncoder(parameters))
}

/** An encoder trained on the slices of the volume, and the seconds that it took. */
export async function trainedOn(volume: Volume, seed: number): Promise<{ encoder: Encoder; train: number }> {
  const home = await mkdtemp(join(tmpdir(), 'cuts-planes-'))
  const started = processorSeconds()
  try {
    const { width, height, depth, pixels, geometry } = volume
    const area = width * height
    const slices = Array.from({ length: depth }, (_, z) => Int32Array.from(pixels.subarray(z * area, (z + 1) * area)))
    await writeFile(join(home, 'volume.nii.gz'), await writeLevels(slices, [width, height, depth], geometry))
    const [images, out] = [join(home, 'volume.nii.gz'), join(home, 'out')]
    const how = { preset: 'default', device: 'cpu', grouping: 'slices', resume: false, overwrite: true } as const
    await trainFolder({ images, out, seed, ...how, onEvent: () => {} })
    const engine = await createNodeEngine({ device: 'cpu' })
    const encoder = await loadEncoder(engine, new Uint8Array(await readFile(join(out, 'model.onnx'))))
    return { encoder, train: processorSeconds() - started }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

/** The scaled grey values, air as the darkest, [slice][row][column]. */
function greyOf({ width, height, depth, read }: VoxelSource): Float32Array {
  const area = width * height
  const values = new Float32Array(area * depth)
  for (let z = 0; z < depth; z++) {
    const slice = values.subarray(z * area, (z + 1) * area)
    read(z, slice)
    for (let i = 0; i < area; i++) if (Number.isNaN(slice[i]!)) slice[i] = -1
  }
  return values
}

function sliceOf(grid: VoxelSource, values: Float32Array, view: View, slice: number): Planes {
  const { size, first, steps } = voxelsOfView(grid, view)
  const data = new Float32Array(size.width * size.height)
  for (let j = 0, to = 0; j < size.height; j++)
    for (let i = 0; i < size.width; i++, to++)
      data[to] = values[first + i * steps[0] + j * steps[1] + slice * steps[2]]!
  return { width: size.width, height: size.height, channels: 1, data }
}

async function spaceOf(encoder: Encoder, grid: VoxelSource, values: Float32Array): Promise<FeatureSpace> {
  const samples = []
  for (const view of views) {
    const { depth } = voxelsOfView(grid, view).size
    for (let s = 0; s < sampledSlices; s++) {
      const slice = sliceOf(grid, values, view, Math.floor(((s + 0.5) * depth) / sampledSlices))
      const { dims, data, width, height } = await encoder.embed(slice)
      // Every seventh pixel of the patient.
      const chosen = Array.from({ length: width * height }, (_, i) => i).filter(i => slice.data[i]! > -1 && i % 7 === 0)
      const embedding = new Float32Array(dims * chosen.length)
      for (let d = 0; d < dims; d++)
        for (const [k, i] of chosen.entries()) embedding[d * chosen.length + k] = data[d * width * height + i]!
      if (chosen.length > 0) samples.push({ embedding: { width: chosen.length, height: 1, dims, data: embedding } })
    }
  }
  return featureSpace(samples, { ...resolveSettings('default').features, components, intensityWeight: 0 })
}

/** Mean components of the three planes, [voxel][component]. */
async function embedAll(
  encoder: Encoder,
  grid: VoxelSource,
  values: Float32Array,
  space: FeatureSpace,
): Promise<Float32Array> {
  const { components: dims } = space.basis
  const features = new Float32Array(values.length * dims)
  for (const view of views) {
    const { size, first, steps } = voxelsOfView(grid, view)
    for (let slice = 0; slice < size.depth; slice++) {
      const image = sliceOf(grid, values, view, slice)
      if (image.data.every(value => value === -1)) continue
      const target = createFeatures(space, size)
      target.add(await encoder.embed(image), { x: 0, y: 0 })
      const { data } = target.finish(undefined)
      for (let j = 0, from = 0; j < size.height; j++)
        for (let i = 0; i < size.width; i++) {
          const to = (first + i * steps[0] + j * steps[1] + slice * steps[2]) * dims
          for (let d = 0; d < dims; d++) features[to + d]! += data[from++]! / views.length
        }
    }
  }
  return features
}

function besideGrey({ grey, features, dims, foreground }: Embedded, weight: number): VoxelSource {
  const area = grey.width * grey.height
  const own = new Float32Array(area)
  const [sum, squares] = [new Float64Array(dims + 1), new Float64Array(dims + 1)]
  let count = 0
  for (let z = 0, i = 0; z < grey.depth; z++) {
    grey.read(z, own)
    for (let k = 0; k < area; k++, i++) {
      if (foreground[i] === 0) continue
      count++
      for (let d = 0; d <= dims; d++) {
        const value = d === dims ? own[k]! : features[i * dims + d]!
        sum[d]! += value
        squares[d]! += value * value
      }
    }
  }
  const variance = squares.map((square, d) => square / count - (sum[d]! / count) ** 2)
  const spread = variance.subarray(0, dims).reduce((total, value) => total + value, 0)
  const scale = spread > 0 ? weight * Math.sqrt(variance[dims]! / spread) : 0
  return {
    ...grey,
    dims: dims + 1,
    read: (slice, out) => {
      grey.read(slice, own)
      for (let k = 0, to = 0, from = slice * area * dims; k < area; k++) {
        out[to++] = own[k]!
        for (let d = 0; d < dims; d++) out[to++] = scale * features[from++]!
      }
    },
  }
}
