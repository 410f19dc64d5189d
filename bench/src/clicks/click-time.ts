/** `npm run bench -- click-time`: how long a click takes on a large image. */
import { condense, createRandom, type LabelMap, type MergeTree, type Planes } from '@cuts/core'
import { clickAt, emptySelection, type LabelClick, openSelection, paintSelection } from '@cuts/core/selection'
import { resolveSettings } from '@cuts/runtime'
import type { BenchResult } from '../image-set.ts'

const cells = 63

/** Blobs on noise, cut into 63 x 63 segments with wavy borders: as many as the default preset makes at most. */
function largeImage(side: number, seed: number): { tree: MergeTree; leaves: LabelMap; values: Planes } {
  const random = createRandom(seed)
  const blobs = Array.from({ length: 12 }, () => ({
    x: random.uniform() * side,
    y: random.uniform() * side,
    r: (0.03 + 0.1 * random.uniform()) * side,
    level: random.normal(),
  }))
  const labels = new Int32Array(side * side)
  const data = new Float32Array(side * side)
  const count = cells * cells
  const [mass, mean, position] = [new Float64Array(count), new Float64Array(count), new Float64Array(2 * count)]
  const cell = side / cells
  const place = (at: number): number => Math.max(0, Math.min(cells - 1, Math.floor(at / cell)))
  for (let y = 0, i = 0; y < side; y++)
    for (let x = 0; x < side; x++, i++) {
      const p = place(y + 0.3 * cell * Math.sin(x / cell)) * cells + place(x + 0.3 * cell * Math.cos(y / cell))
      labels[i] = p
      data[i] = 0.3 * random.normal()
      for (const blob of blobs) if (Math.hypot(x - blob.x, y - blob.y) < blob.r) data[i]! += blob.level
      mass[p]!++
      mean[p]! += data[i]!
      position[2 * p]! += x
      position[2 * p + 1]! += y
    }
  for (let p = 0; p < count; p++) {
    mean[p]! /= mass[p]!
    position[2 * p]! /= mass[p]!
    position[2 * p + 1]! /= mass[p]!
  }
  const sets = Array.from({ length: count }, (_, p) =>
    [p - cells, p % cells > 0 ? p - 1 : -1, p % cells < cells - 1 ? p + 1 : -1, p + cells].filter(
      q => q >= 0 && q < count,
    ),
  )
  const offsets = new Int32Array(count + 1)
  for (const [p, set] of sets.entries()) offsets[p + 1] = offsets[p]! + set.length
  const adjacency = { offsets, neighbours: Int32Array.from(sets.flat()) }
  const cloud = { count, dims: 1, mass, mean, position, width: side, height: side, adjacency }
  return {
    tree: condense(cloud, resolveSettings('default').condensation),
    leaves: { width: side, height: side, labels },
    values: { width: side, height: side, channels: 1, data },
  }
}

export function measureClickTime(seed: number, side = 4096): BenchResult {
  const { tree, leaves, values } = largeImage(side, seed)
  const started = performance.now()
  const space = openSelection(tree, leaves, values)
  const open = performance.now() - started
  const random = createRandom(seed).fork('clicks')
  const [times, processor]: [number[], number[]] = [[], []]
  let selection = emptySelection(space)
  for (let k = 0; k < 60; k++) {
    // Twelve selections of five clicks; the first is not counted, while the engine still compiles.
    if (k % 5 === 0) selection = emptySelection(space)
    const at = { x: random.integer(side), y: random.integer(side) }
    const inside = selection.owner[leaves.labels[at.y * side + at.x]!] !== 0
    const click: LabelClick = { ...at, label: 1, sign: inside ? -1 : 1 }
    const [before, busy] = [performance.now(), process.cpuUsage()]
    selection = clickAt(space, selection, click)
    if (k < 5) continue
    times.push(performance.now() - before)
    const used = process.cpuUsage(busy)
    processor.push((used.user + used.system) / 1000)
  }
  const before = performance.now()
  paintSelection(space, selection)
  const paint = performance.now() - before
  for (const list of [times, processor]) list.sort((a, b) => a - b)
  const figures = {
    side,
    segments: tree.leaves,
    openMs: open,
    clickMedianMs: times[times.length >> 1]!,
    clickWorstMs: times.at(-1)!,
    processorMedianMs: processor[processor.length >> 1]!,
    processorWorstMs: processor.at(-1)!,
    paintMs: paint,
  }
  const lines = Object.entries(figures).map(([name, value]) => `${name}: ${value.toFixed(0)}`)
  return { text: lines.join('\n'), figures }
}
