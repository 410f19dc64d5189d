/**
 * The layer over the image: labels, and the outlines or colours of regions. A move of the slider is a new lookup table
 * and this one pass over the screen; nothing else is computed again.
 */
import type { Camera } from './camera.ts'
import type { FrameSize } from './sizes.ts'

export interface OverlayRegions {
  /** Leaf of every image pixel. */
  readonly leaves: Int32Array
  /** Region of every leaf. */
  readonly lookup: Int32Array
  /** Red, green, blue of every region. */
  readonly colours: Uint8Array
  /** Region under the pointer, or -1. */
  readonly hovered: number
  /** Leaves that are pointed at or will be taken, [leaves], and the colour they will have. */
  readonly marked?: Uint8Array | undefined
  readonly mark: number
}

export interface Overlay extends FrameSize {
  readonly regions?: OverlayRegions | undefined
  readonly regionStyle: 'outline' | 'fill' | 'none'
  /** Label of every image pixel. */
  readonly labels: Uint8Array
  /** Colour of every label as 0xBBGGRR; -1 for one that is not shown, [256]. */
  readonly labelColours: Int32Array
  /** Share of a label's colour over the image, 0 to 1. */
  readonly opacity: number
  /** Width of the outlines of regions and of labels, device pixels. */
  readonly line: number
  readonly labelLine: number
}

/** Image pixel under every screen pixel of a line; -1 outside. */
function places(length: number, offset: number, scale: number, size: number): Int32Array {
  return Int32Array.from({ length }, (_, s) => {
    const at = Math.floor((s + 0.5 - offset) / scale)
    return at < 0 || at >= size ? -1 : at
  })
}

/** Share of a region's colour when regions are filled. */
const fillShare = 0.45
const hoverShare = 0.16
const lineShare = 0.62
const labelLineShare = 0.95
const noRegions = { colours: new Uint8Array(0), hovered: -1, mark: 0 }

/** Columns and rows of the screen. */
export interface ScreenBox {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Paints over `base` into `out`, both [view.height][view.width] of 0xAABBGGRR; only `within`, if it is given. */
export function paintOverlay(
  out: Uint32Array,
  base: Uint32Array,
  view: FrameSize,
  camera: Camera,
  overlay: Overlay,
  within: ScreenBox = { left: 0, top: 0, width: view.width, height: view.height },
): void {
  const { width, height, regions, regionStyle, labelColours, opacity, line, labelLine } = overlay
  const columns = places(view.width, camera.x, camera.scale, width)
  const rows = places(view.height, camera.y, camera.scale, height)
  const isOutlined = regionStyle === 'outline'
  const isFilled = regionStyle === 'fill'
  const hasRegions = regions !== undefined
  const { colours, hovered, mark } = regions ?? noRegions
  // The line of a label is told from the pixels beside it.
  const end = Math.min(view.width, within.left + within.width)
  const lineOf = createLines(overlay, columns, within.left, Math.min(view.width, end + Math.max(line, labelLine)))
  // The image covers these columns.
  const first = columns.findIndex(column => column >= 0)
  const last = columns.findLastIndex(column => column >= 0)
  const [from, to] = [Math.max(first, within.left), Math.min(last, end - 1)]
  for (let y = within.top; y < Math.min(view.height, within.top + within.height); y++) {
    const start = y * view.width
    const row = rows[y]!
    if (row < 0 || first < 0) {
      out.set(base.subarray(start + within.left, start + end), start + within.left)
      continue
    }
    const ahead = (by: number): number => (y + by < view.height && rows[y + by]! >= 0 ? rows[y + by]! : row)
    const { regions: here, labels: label, marks } = lineOf(row)
    const { regions: below, marks: marksBelow } = lineOf(ahead(line))
    const { labels: labelBelow } = lineOf(ahead(labelLine))
    if (within.left < first)
      out.set(base.subarray(start + within.left, start + Math.min(first, end)), start + within.left)
    for (let x = from; x <= to; x++) {
      let colour = base[start + x]!
      if (hasRegions) {
        const region = here[x]!
        if (isFilled) {
          const shown = colours[3 * region]! | (colours[3 * region + 1]! << 8) | (colours[3 * region + 2]! << 16)
          colour = mixed(colour, shown, fillShare)
        }
        if (marks[x] === 1) colour = mixed(colour, mark, hoverShare + opacity)
        else if (region === hovered) colour = mixed(colour, 0xffffff, hoverShare)
        if (isOutlined && (region !== here[x + line > last ? last : x + line]! || region !== below[x]!))
          colour = mixed(colour, isBright(colour) ? 0x201810 : 0xfff4e8, lineShare)
        if (marks[x] !== marks[x + line > last ? last : x + line] || marks[x] !== marksBelow[x])
          colour = mixed(colour, mark, labelLineShare)
      }
      const own = label[x]!
      const right = label[x + labelLine > last ? last : x + labelLine]!
      const under = labelBelow[x]!
      if (own !== 0 && labelColours[own]! >= 0) colour = mixed(colour, labelColours[own]!, opacity)
      if (own !== right || own !== under) {
        // The line belongs to the label that begins or ends here; between two, to the one before.
        const edge = labelColours[own !== 0 ? own : right !== 0 ? right : under]!
        if (edge >= 0) colour = mixed(colour, edge, labelLineShare)
      }
      out[start + x] = colour
    }
    if (to + 1 < end)
      out.set(
        base.subarray(start + Math.max(within.left, last + 1), start + end),
        start + Math.max(within.left, last + 1),
      )
  }
}

/** Regions and labels along a row of the image, at the columns of the screen. */
interface Line {
  row: number
  readonly regions: Int32Array
  readonly labels: Uint8Array
  readonly marks: Uint8Array
}

/** Reads rows of the image once, however many rows of the screen show or compare them. */
function createLines(
  { width, regions, labels, labelLine }: Overlay,
  columns: Int32Array,
  from: number,
  to: number,
): (row: number) => Line {
  const kept = Array.from(
    { length: labelLine + 2 },
    (): Line => ({
      row: -1,
      regions: new Int32Array(columns.length),
      labels: new Uint8Array(columns.length),
      marks: new Uint8Array(columns.length),
    }),
  )
  const marked = regions?.marked
  let oldest = 0
  return row => {
    const known = kept.find(line => line.row === row)
    if (known !== undefined) return known
    const line = kept[oldest]!
    oldest = (oldest + 1) % kept.length
    line.row = row
    for (let x = from; x < to; x++) {
      const column = columns[x]!
      if (column < 0) continue
      const i = row * width + column
      if (regions !== undefined) {
        const leaf = regions.leaves[i]!
        line.regions[x] = regions.lookup[leaf]!
        if (marked !== undefined) line.marks[x] = marked[leaf]!
      }
      line.labels[x] = labels[i]!
    }
    return line
  }
}

/** `share` of a colour over what is there; both 0x..BBGGRR. */
function mixed(under: number, colour: number, share: number): number {
  const s = (share * 256) | 0
  const r = 256 - s
  const red = ((under & 255) * r + (colour & 255) * s) >> 8
  const green = (((under >> 8) & 255) * r + ((colour >> 8) & 255) * s) >> 8
  const blue = (((under >> 16) & 255) * r + ((colour >> 16) & 255) * s) >> 8
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0
}

function isBright(colour: number): boolean {
  return 2 * (colour & 255) + 5 * ((colour >> 8) & 255) + ((colour >> 16) & 255) > 8 * 150
}
