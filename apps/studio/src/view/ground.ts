/** What lies under the pixels of the screen: image columns and rows, and the leaf under each, read once for a camera. */
import type { Camera } from './camera.ts'
import type { FrameSize } from './sizes.ts'

export interface Ground {
  readonly view: FrameSize
  /** Image column of every column of the screen, and row of every row; -1 outside. */
  readonly columns: Int32Array
  readonly rows: Int32Array
  /** First and last column of the screen that the image covers; -1 if none. */
  readonly first: number
  readonly last: number
  readonly leaves: Int32Array | undefined
  /** Leaf under every pixel of a row of the screen, which the image covers, from `first` to `last`. */
  readonly leavesOfRow: (y: number) => Int32Array
}

/** `leaves` [height][width] of the image. */
export function createGround(view: FrameSize, camera: Camera, image: FrameSize, leaves?: Int32Array): Ground {
  const columns = places(view.width, camera.x, camera.scale, image.width)
  const rows = places(view.height, camera.y, camera.scale, image.height)
  const first = columns.findIndex(column => column >= 0)
  const last = columns.findLastIndex(column => column >= 0)
  // In a large image neighbours on the screen lie far apart in memory: looking them up again is what takes time.
  const under = new Int32Array(leaves === undefined ? 0 : view.width * view.height)
  const isRead = new Uint8Array(view.height)
  return {
    view,
    columns,
    rows,
    first,
    last,
    leaves,
    leavesOfRow: y => {
      const start = y * view.width
      if (isRead[y] === 0 && leaves !== undefined) {
        isRead[y] = 1
        const row = rows[y]! * image.width
        for (let x = first; x <= last; x++) under[start + x] = leaves[row + columns[x]!]!
      }
      return under.subarray(start, start + view.width)
    },
  }
}

/** Image pixel under every screen pixel of a line; -1 outside. */
function places(length: number, offset: number, scale: number, size: number): Int32Array {
  const found = new Int32Array(length)
  for (let s = 0; s < length; s++) {
    const at = Math.floor((s + 0.5 - offset) / scale)
    found[s] = at < 0 || at >= size ? -1 : at
  }
  return found
}
