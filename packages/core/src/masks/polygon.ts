/** The pixels inside a polygon. */

export interface Corner {
  readonly x: number
  readonly y: number
}

/**
 * Calls `visit` with the runs of pixels inside a closed polygon (even-odd rule), row by row: the row, the first and the
 * last column. Pixel (x, y) is inside if the point (x, y) is, or lies on a side edge; corners may lie anywhere. O(rows x corners + pixels).
 */
export function eachPolygonRun(
  corners: readonly Corner[],
  { width, height }: { readonly width: number; readonly height: number },
  visit: (row: number, from: number, to: number) => void,
): void {
  let [top, bottom] = [height, -1]
  for (const { y } of corners) {
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  for (let row = Math.max(0, Math.ceil(top)); row <= Math.min(height - 1, bottom); row++) {
    const crossings = corners
      .flatMap((a, k) => {
        const b = corners[(k + 1) % corners.length]!
        return a.y <= row === b.y <= row ? [] : [a.x + ((row - a.y) * (b.x - a.x)) / (b.y - a.y)]
      })
      .sort((a, b) => a - b)
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const [from, to] = [Math.max(0, Math.ceil(crossings[k]!)), Math.min(width - 1, Math.floor(crossings[k + 1]!))]
      if (from <= to) visit(row, from, to)
    }
  }
}
