/** A large picture with structure at every size: discs in discs, shading and noise, drawn from a seed. */
import { writeFile } from 'node:fs/promises'
import { createRandom } from '@cuts/core'
import { encodePng } from '@cuts/formats'

export async function writeLargeImage(path: string, side: number, seed: number): Promise<void> {
  const random = createRandom(seed)
  const data = new Uint8Array(side * side)
  for (let y = 0, i = 0; y < side; y++) for (let x = 0; x < side; x++, i++) data[i] = 40 + (30 * x) / side
  for (let n = 0; n < 120; n++) {
    const radius = side * 0.02 * (1 + 5 * random.uniform() ** 3)
    const [cx, cy] = [side * random.uniform(), side * random.uniform()]
    const grey = 60 + random.integer(160)
    for (let y = Math.max(0, Math.ceil(cy - radius)); y < Math.min(side, cy + radius); y++) {
      const half = Math.sqrt(radius * radius - (y - cy) ** 2)
      data.fill(grey, y * side + Math.max(0, Math.ceil(cx - half)), y * side + Math.min(side, Math.floor(cx + half)))
    }
  }
  // The middle holds an object to click on.
  for (let y = 0; y < side; y++) {
    const half = Math.sqrt((side / 12) ** 2 - (y - side / 2) ** 2)
    if (half > 0) data.fill(225, y * side + Math.ceil(side / 2 - half), y * side + Math.floor(side / 2 + half))
  }
  let state = seed
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    data[i] = Math.min(255, data[i]! + ((state >>> 24) & 15))
  }
  await writeFile(path, encodePng({ kind: 'grey', width: side, height: side, data }))
}
