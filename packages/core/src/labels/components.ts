/** Connected components of a label map: pixels of one label that touch. */

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
  const { components, count } = connectedComponents(
    mask.map(value => (value !== 0 ? 1 : 0)),
    width,
    height,
    8,
  )
  const sizes = new Int32Array(count)
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) sizes[components[i]!]!++
  let largest = -1
  for (let c = 0; c < count; c++) if (sizes[c]! > 0 && (largest < 0 || sizes[c]! > sizes[largest]!)) largest = c
  return Uint8Array.from(components, (component, i) => (mask[i] !== 0 && component === largest ? 1 : 0))
}
