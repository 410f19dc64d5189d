/**
 * Supervoxels: connected groups of about equally many like voxels, by local k-means in features and position in
 * millimetres (Achanta et al. 2012, in three dimensions and inside a foreground). A voxel chooses among the 27 centres
 * of its grid neighbourhood, so the cost is O(voxels x 27 x dims). Every pass goes through the volume slice by slice and
 * keeps no label of a voxel: memory grows with the centres and a few slices. Position counts in millimetres, so thick
 * slices need no care.
 */
import { createPieces, type Supervoxels } from './pieces.ts'
import type { VoxelSource } from './voxel-source.ts'

export interface SupervoxelOptions {
  /** Target number of supervoxels; the result has about this many. */
  readonly count: number
  /**
   * Weight of position against features: at 1, a grid step of distance weighs as much as the features' standard
   * deviation over the foreground.
   */
  readonly compactness: number
}

const iterations = 6
/**
 * Passes before the last read a grid of this many voxels along a supervoxel, which is enough for its mean.
 */
const samplesAlong = 2
/** Pieces smaller than this share of a grid cell join a neighbour. */
const smallestShare = 0.25

/**
 * Makes supervoxels of all voxels that are not air. `onSlice` is told the provisional numbers of every slice's voxels,
 * [row][column], -1 for air, in ascending order; the array is used again. `Supervoxels.supervoxel` turns them into
 * numbers of supervoxels. `onProgress` is told the share that is done. Deterministic. Returns undefined if all is air.
 */
export function supervoxels(
  source: VoxelSource,
  options: SupervoxelOptions,
  onSlice: (slice: number, numbers: Int32Array) => void,
  onProgress: (share: number) => void = () => {},
): Supervoxels | undefined {
  const told = toldSlices(source, onProgress)
  const extent = measure(told.next(measuring))
  if (extent === undefined) return undefined
  const grid = gridOf(source, extent, options)
  const centres = createCentres(grid, source.dims)
  const stride = source.spacingMm.map(mm => Math.max(1, Math.floor(grid.step / mm / samplesAlong)))
  pass(told.next(sampling), grid, centres, stride, 'cell')
  for (let iteration = 1; iteration < iterations; iteration++)
    pass(told.next(sampling), grid, centres, stride, 'nearest')
  const pieces = createPieces(source)
  const volumeMm3 = source.spacingMm[0] * source.spacingMm[1] * source.spacingMm[2]
  pass(told.next(labelling), grid, centres, [1, 1, 1], 'nearest', (slice, labels, values) =>
    onSlice(slice, pieces.add(labels, values)),
  )
  return pieces.finish(Math.max(1, (smallestShare * grid.step ** 3) / volumeMm3))
}

/** Shares of the time that a pass takes, as measured: the first, each before the last, and the last. */
const measuring = 0.05
const sampling = 0.05
const labelling = 0.65

/** The source, telling how far a pass is whenever a slice is read. */
function toldSlices(
  source: VoxelSource,
  onProgress: (share: number) => void,
): { readonly next: (share: number) => VoxelSource } {
  let before = 0
  return {
    next: share => {
      const from = before
      before += share
      return {
        ...source,
        read: (slice, out) => {
          onProgress(from + (share * slice) / source.depth)
          source.read(slice, out)
        },
      }
    },
  }
}

interface Extent {
  readonly first: readonly [number, number, number]
  readonly last: readonly [number, number, number]
  /** Voxels of the foreground. */
  readonly voxels: number
  /** Sum over features of their variance over the foreground. */
  readonly variance: number
}

/** A regular grid of cells over the foreground; a voxel chooses among the centres of its cell and the 26 around. */
interface Grid {
  /** Side of a cell, in mm. */
  readonly step: number
  readonly cells: readonly [number, number, number]
  /** The cell of every column, row and slice; clamped outside the foreground. */
  readonly cellOf: readonly [Int32Array, Int32Array, Int32Array]
  /** Weight of a squared millimetre of distance against squared features. */
  readonly weight: number
}

/** The means of each centre's voxels: position in mm times the root of the weight, then features; [count][3 + dims]. */
interface Centres {
  /** A centre without voxels lies infinitely far away. */
  readonly mean: Float64Array
  /** Sums of the pass under way, and the number of voxels read. */
  readonly sums: Float64Array
  readonly read: Float64Array
}

function measure({ width, height, depth, dims, read }: VoxelSource): Extent | undefined {
  const values = new Float32Array(width * height * dims)
  const [sum, squares] = [new Float64Array(dims), new Float64Array(dims)]
  let voxels = 0
  let [left, top, front] = [width, height, depth]
  let [right, bottom, back] = [-1, -1, -1]
  for (let z = 0; z < depth; z++) {
    read(z, values)
    for (let y = 0, at = 0; y < height; y++)
      for (let x = 0; x < width; x++, at += dims) {
        if (Number.isNaN(values[at]!)) continue
        voxels++
        if (x < left) left = x
        if (x > right) right = x
        if (y < top) top = y
        if (y > bottom) bottom = y
        if (z < front) front = z
        back = z
        for (let d = 0; d < dims; d++) {
          const value = values[at + d]!
          sum[d]! += value
          squares[d]! += value * value
        }
      }
  }
  if (voxels === 0) return undefined
  let variance = 0
  for (let d = 0; d < dims; d++) variance += Math.max(0, squares[d]! / voxels - (sum[d]! / voxels) ** 2)
  return { first: [left, top, front], last: [right, bottom, back], voxels, variance }
}

function gridOf(source: VoxelSource, extent: Extent, { count, compactness }: SupervoxelOptions): Grid {
  const { spacingMm } = source
  const step = Math.cbrt((extent.voxels * spacingMm[0] * spacingMm[1] * spacingMm[2]) / count)
  const sizes = [source.width, source.height, source.depth] as const
  const axis = (a: 0 | 1 | 2): { cells: number; cellOf: Int32Array } => {
    const length = extent.last[a] - extent.first[a] + 1
    const cells = Math.max(1, Math.min(length, Math.round((length * spacingMm[a]) / step)))
    const cellOf = Int32Array.from({ length: sizes[a] }, (_, i) =>
      Math.min(cells - 1, Math.max(0, Math.floor(((i - extent.first[a]) * cells) / length))),
    )
    return { cells, cellOf }
  }
  const [x, y, z] = [axis(0), axis(1), axis(2)]
  return {
    step,
    cells: [x.cells, y.cells, z.cells],
    cellOf: [x.cellOf, y.cellOf, z.cellOf],
    // Where all voxels are alike, position alone decides.
    weight: (compactness ** 2 * (extent.variance > 0 ? extent.variance : 1)) / step ** 2,
  }
}

function createCentres({ cells: [columns, rows, layers] }: Grid, dims: number): Centres {
  const count = columns * rows * layers
  const values = count * (dims + 3)
  return { mean: new Float64Array(values), sums: new Float64Array(values), read: new Float64Array(count) }
}

/**
 * Labels every voxel that `stride` reaches with its cell or its nearest centre, and moves the centres to the means of
 * their voxels. With `onLabels` the centres stay, and the labels of each slice are told.
 */
function pass(
  source: VoxelSource,
  { cells: [columns, rows, layers], cellOf, weight }: Grid,
  { mean, sums, read }: Centres,
  stride: readonly number[],
  label: 'cell' | 'nearest',
  onLabels?: (slice: number, labels: Int32Array, values: Float32Array) => void,
): void {
  const { width, height, depth, dims, spacingMm } = source
  const [unitX, unitY, unitZ] = spacingMm.map(mm => mm * Math.sqrt(weight)) as [number, number, number]
  const [strideX, strideY, strideZ] = stride as [number, number, number]
  const values = new Float32Array(width * height * dims)
  const labels = new Int32Array(onLabels === undefined ? 0 : width * height)
  const [cellX, cellY, cellZ] = cellOf
  const all = dims + 3
  sums.fill(0)
  read.fill(0)
  for (let z = strideZ >> 1; z < depth; z += strideZ) {
    source.read(z, values)
    labels.fill(-1)
    const front = Math.max(0, cellZ[z]! - 1)
    const back = Math.min(layers - 1, cellZ[z]! + 1)
    const pz = z * unitZ
    for (let y = strideY >> 1; y < height; y += strideY) {
      const top = Math.max(0, cellY[y]! - 1)
      const bottom = Math.min(rows - 1, cellY[y]! + 1)
      const py = y * unitY
      for (let x = strideX >> 1; x < width; x += strideX) {
        const at = (y * width + x) * dims
        const value = values[at]!
        if (Number.isNaN(value)) continue
        const px = x * unitX
        let chosen = (cellZ[z]! * rows + cellY[y]!) * columns + cellX[x]!
        if (label === 'nearest') {
          const left = Math.max(0, cellX[x]! - 1)
          const right = Math.min(columns - 1, cellX[x]! + 1)
          let nearest = Number.POSITIVE_INFINITY
          for (let layer = front; layer <= back; layer++)
            for (let row = top; row <= bottom; row++) {
              const from = (layer * rows + row) * columns
              for (let p = from + left, b = p * all; p <= from + right; p++, b += all) {
                const dx = px - mean[b]!
                const dy = py - mean[b + 1]!
                const dz = pz - mean[b + 2]!
                const dv = value - mean[b + 3]!
                let distance = dx * dx + dy * dy + dz * dz + dv * dv
                if (distance >= nearest) continue
                for (let d = 1; d < dims; d++) {
                  const difference = values[at + d]! - mean[b + 3 + d]!
                  distance += difference * difference
                }
                if (distance < nearest) {
                  nearest = distance
                  chosen = p
                }
              }
            }
        }
        if (onLabels !== undefined) {
          labels[y * width + x] = chosen
          continue
        }
        read[chosen]!++
        const to = chosen * all
        sums[to]! += px
        sums[to + 1]! += py
        sums[to + 2]! += pz
        for (let d = 0; d < dims; d++) sums[to + 3 + d]! += values[at + d]!
      }
    }
    onLabels?.(z, labels, values)
  }
  if (onLabels === undefined)
    for (let p = 0, k = 0; p < read.length; p++)
      for (let end = k + all; k < end; k++) mean[k] = read[p] === 0 ? Number.POSITIVE_INFINITY : sums[k]! / read[p]!
}
