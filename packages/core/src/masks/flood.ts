/** The connected pixels around a pixel. */

/**
 * Calls `take` with runs of pixels (row, first and last column) that are connected to pixel (x, y) by their sides, all of
 * them accepted. What was taken must no longer be accepted: `take` changes what `accepts` reads. Nothing happens if the
 * pixel itself is not accepted. O(pixels taken), line by line.
 */
export function flood(
  { width, height }: { readonly width: number; readonly height: number },
  { x, y }: { readonly x: number; readonly y: number },
  accepts: (index: number) => boolean,
  take: (row: number, from: number, to: number) => void,
): void {
  const stack = [[x, y]]
  while (stack.length > 0) {
    const [seed, row] = stack.pop() as [number, number]
    const at = row * width
    if (!accepts(at + seed)) continue
    let from = seed
    while (from > 0 && accepts(at + from - 1)) from--
    let to = seed
    while (to < width - 1 && accepts(at + to + 1)) to++
    take(row, from, to)
    for (const next of [row - 1, row + 1]) {
      if (next < 0 || next >= height) continue
      let wasAccepted = false
      for (let u = from; u <= to; u++) {
        const isAccepted = accepts(next * width + u)
        if (isAccepted && !wasAccepted) stack.push([u, next])
        wasAccepted = isAccepted
      }
    }
  }
}
