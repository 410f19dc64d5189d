/** The segments of the frame on the screen as dots in a plane: what is picked there is lit in the image, and the other way. */
import { cutTree, eachPolygonRun, isCutsError, type PrototypeCloud } from '@cuts/core'
import { dotSize, placeDots, plotSide } from '@cuts/runtime/pictures'
import type { SegmentPlot } from '@cuts/runtime/pipeline'
import { computed, effect, signal } from '@preact/signals'
import type { Point, Regions } from '../engine/index.ts'
import type { Connection } from '../worker/port.ts'
import type { Studio } from './studio.ts'

export interface Dot {
  /** Place in a square of `plotSide`, and diameter. */
  readonly x: number
  readonly y: number
  readonly size: number
}

interface Plotted {
  readonly regions: Regions
  readonly dots: readonly Dot[]
  /** Dot of every leaf. */
  readonly dotOf: Int32Array
}

/** Steps of the grid on which a lasso is filled, along a side of the plot. */
const grid = 500

export function createPlot(studio: Studio) {
  const isOpen = signal(false)
  const plotted = signal<Plotted | undefined>(undefined)
  const picked = signal<ReadonlySet<number>>(new Set())
  let worker: Connection | undefined

  const draw = async (regions: Regions): Promise<void> => {
    worker ??= studio.workers.start()
    try {
      const plot = await worker.ask('plot', { tree: regions.tree, cloud: cloudOf(regions) })
      if (studio.regions.value === regions) plotted.value = plottedOf(regions, plot)
    } catch (error) {
      if (!isCutsError(error, 'Cancelled')) studio.status.value = { kind: 'error', message: (error as Error).message }
    }
  }
  effect(() => {
    const regions = studio.regions.value
    if (!isOpen.value || regions === undefined || plotted.peek()?.regions === regions) return
    picked.value = new Set()
    void draw(regions)
  })
  /** Of the regions on the screen, or nothing. */
  const current = computed(() =>
    isOpen.value && plotted.value?.regions === studio.regions.value ? plotted.value : undefined,
  )
  /** Marks the leaves of dots. */
  const leavesOf = ({ dotOf }: Plotted, dots: ReadonlySet<number>): Uint8Array =>
    Uint8Array.from(dotOf, dot => (dots.has(dot) ? 1 : 0))

  return {
    isOpen,
    dots: computed((): readonly Dot[] => current.value?.dots ?? []),
    picked,
    /** The label that most pixels of a dot have, 0 for none, by dot. */
    labels: computed((): Uint8Array => {
      const [at, selection] = [current.value, studio.selection.value]
      if (at === undefined || selection === undefined) return new Uint8Array(0)
      const shares = at.dots.map(() => new Map<number, number>())
      for (const [leaf, dot] of at.dotOf.entries()) {
        const label = selection.owner[leaf]!
        shares[dot]!.set(label, (shares[dot]!.get(label) ?? 0) + at.regions.space.mass[leaf]!)
      }
      return Uint8Array.from(shares, share => [...share].reduce((a, b) => (b[1] > a[1] ? b : a))[0])
    }),
    /** The dots of the region under the pointer. */
    pointed: computed((): ReadonlySet<number> => {
      const [at, pixel, lookup] = [current.value, studio.settings.hover.value, studio.lookup.value]
      if (at === undefined || pixel === undefined || lookup === undefined) return new Set()
      const { space, leaves } = at.regions
      const region = lookup[leaves[pixel.y * space.width + pixel.x]!]
      return new Set([...at.dotOf].filter((_, leaf) => lookup[leaf] === region))
    }),
    /** Leaves of what is picked, for the image. */
    lit: computed((): Uint8Array | undefined => {
      const at = current.value
      return at === undefined || picked.value.size === 0 ? undefined : leavesOf(at, picked.value)
    }),
    /** Leaves of what is picked, as nodes of the tree. */
    nodes: (): number[] => {
      const at = current.value
      return at === undefined
        ? []
        : [...leavesOf(at, picked.value).keys()].filter(leaf => picked.value.has(at.dotOf[leaf]!))
    },
    /** Picks the dots inside a closed line, in units of the plot; `more` keeps what is picked. */
    lasso: (line: readonly Point[], more: boolean): void => {
      const inside = new Uint8Array(grid * grid)
      const corners = line.map(({ x, y }) => ({ x: (x * grid) / plotSide, y: (y * grid) / plotSide }))
      eachPolygonRun(corners, { width: grid, height: grid }, (row, from, to) =>
        inside.fill(1, row * grid + from, row * grid + to + 1),
      )
      const cell = (value: number): number => Math.min(grid - 1, Math.floor((value * grid) / plotSide))
      const dots = current.value?.dots ?? []
      const found = [...dots.keys()].filter(dot => inside[cell(dots[dot]!.y) * grid + cell(dots[dot]!.x)] === 1)
      picked.value = new Set([...(more ? picked.value : []), ...found])
    },
    /** Picks a dot, or lets go of it. */
    toggle: (dot: number): void => {
      const next = new Set(picked.value)
      if (!next.delete(dot)) next.add(dot)
      picked.value = next
    },
    clear: (): void => {
      picked.value = new Set()
    },
  }
}

/** The leaves as what the layout asks for. Results that were read say nothing of features: there colours tell. */
function cloudOf({ space, features }: Regions): PrototypeCloud {
  const { segments, mass, centre, width, height, dims, mean } = space
  return { count: segments, ...(features ?? { dims, mean }), mass, position: centre, width, height }
}

/** This share of the dots at either end of an axis may lie at the edge, so that one far away does not press the others together. */
const atEdge = 0.02

function withinMost(points: Float64Array): Float64Array {
  const ranges = [0, 1].map(axis => {
    const sorted = points.filter((_, i) => i % 2 === axis).sort()
    const skip = Math.floor(atEdge * sorted.length)
    const [low, high] = [sorted[skip]!, sorted[sorted.length - 1 - skip]!]
    const margin = (high - low) / 10
    return [low - margin, high + margin] as const
  })
  return points.map((value, i) => Math.max(ranges[i % 2]![0], Math.min(ranges[i % 2]![1], value)))
}

function plottedOf(regions: Regions, plot: SegmentPlot): Plotted {
  const places = placeDots(withinMost(plot.points))
  const total = plot.mass.reduce((sum, mass) => sum + mass, 0)
  const dots = Array.from(plot.leaves, (_, dot) => ({
    x: places[2 * dot]!,
    y: places[2 * dot + 1]!,
    size: dotSize(plot.mass[dot]! / total),
  }))
  const dotOfLabel = new Map([...plot.leaves].map((label, dot) => [label, dot]))
  const dotOf = cutTree(regions.tree, plot.leaves.length).map(label => dotOfLabel.get(label)!)
  return { regions, dots, dotOf }
}
