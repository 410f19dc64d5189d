/** Connected components of label maps and masks: pixels, or voxels, of one label that touch. */
import type { VoxelGrid } from '../image/voxel-grid.ts'

/**
 * Component number of every pixel, from 0, in raster order of their first pixels; `connectivity` 4 (edges) or 8 (edges
 * and corners). O(pixels).
 */
export function connectedComponents(
  labels: Int32Array | Uint8Array,
  width: number,
  height: number,
  connectivity: 4 | 8,
): { readonly components: Int32Array; readonly count: number } {
  const components = new Int32Array(width * height).fill(-1)
  const stack = new Int32Array(width * height)
  let count = 0
  for (let start = 0; start < components.length; start++) {
    if (components[start] !== -1) continue
    const label = labels[start]
    let top = 0
    stack[top++] = start
    components[start] = count
    while (top > 0) {
      const i = stack[--top]!
      const x = i % width
      const y = (i - x) / width
      for (let dy = -1; dy <= 1; dy++) {
        if (y + dy < 0 || y + dy >= height) continue
        for (let dx = -1; dx <= 1; dx++) {
          if (x + dx < 0 || x + dx >= width || (connectivity === 4 && dx !== 0 && dy !== 0)) continue
          const j = i + dy * width + dx
          if (components[j] !== -1 || labels[j] !== label) continue
          components[j] = count
          stack[top++] = j
        }
      }
    }
    count++
  }
  return { components, count }
}

/** The mask's largest 8-connected component (the first in raster order of equally large ones); empty stays empty. */
export function largestComponent(mask: Uint8Array, width: number, height: number): Uint8Array {
  return largestVoxelComponent(mask, { width, height, depth: 1 })
}

/**
 * The largest component of a volume's mask, whose voxels touch by faces, edges or corners (the first in raster order of
 * equally large ones), as 0 and 1; empty stays empty. O(voxels), and 8 bytes a voxel besides.
 */
export function largestVoxelComponent(mask: Uint8Array, size: Omit<VoxelGrid, 'spacing'>): Uint8Array {
  const components = new Int32Array(mask.length)
  const stack = new Int32Array(mask.length)
  let [largest, most, count] = [0, 0, 0]
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || components[start] !== 0) continue
    count++
    const voxels = fill(start, count, mask, size, components, stack)
    if (voxels > most) [largest, most] = [count, voxels]
  }
  return mask.map((_, i) => (most > 0 && components[i] === largest ? 1 : 0))
}

/** Marks the component of a voxel and returns its size. */
function fill(
  start: number,
  component: number,
  mask: Uint8Array,
  { width, height, depth }: Omit<VoxelGrid, 'spacing'>,
  components: Int32Array,
  stack: Int32Array,
): number {
  let [top, voxels] = [0, 0]
  stack[top++] = start
  components[start] = component
  while (top > 0) {
    const i = stack[--top]!
    voxels++
    const x = i % width
    const y = Math.floor(i / width) % height
    const z = Math.floor(i / (width * height))
    for (let w = Math.max(0, z - 1); w <= Math.min(depth - 1, z + 1); w++)
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const j = (w * height + v) * width + u
          if (mask[j] === 0 || components[j] !== 0) continue
          components[j] = component
          stack[top++] = j
        }
  }
  return voxels
}
