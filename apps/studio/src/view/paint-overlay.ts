/**
 * The layer over the image: labels, and the outlines or colours of regions. A move of the slider is a new lookup table
 * and this one pass over the screen; nothing else is computed again.
 */
import type { Ground } from './ground.ts'
import type { FrameSize } from './sizes.ts'

export interface OverlayRegions {
  /** Leaf of every image pixel. */
  readonly leaves: Int32Array
  /** Region of every leaf. */
  readonly lookup: Int32Array
  /** Red, green, blue of every region. */
  readonly colours: Uint8Array
  /** First and last column and row of every leaf, [leaves][left, top, right, bottom]. */
  readonly bounds: Int32Array
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

/** Share of a region's colour when regions are filled. */
const fillShare = 0.45
const hoverShare = 0.16
const lineShare = 0.62
const labelLineShare = 0.95

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
  ground: Ground,
  overlay: Overlay,
  within: ScreenBox = { left: 0, top: 0, width: ground.view.width, height: ground.view.height },
): void {
  const { view, rows, first, last } = ground
  const { line, labelLine } = overlay
  const end = Math.min(view.width, within.left + within.width)
  // A line is told from the pixels beside it.
  const reach = { from: Math.max(first, within.left), to: Math.min(last, end - 1 + Math.max(line, labelLine)) }
  const lineOf = createLines(overlay, ground, reach)
  const span = { from: reach.from, to: Math.min(last, end - 1), last }
  for (let y = within.top; y < Math.min(view.height, within.top + within.height); y++) {
    const start = y * view.width
    out.set(base.subarray(start + within.left, start + end), start + within.left)
    if (rows[y]! < 0 || first < 0 || span.from > span.to) continue
    const below = (by: number): number => (y + by < view.height && rows[y + by]! >= 0 ? y + by : y)
    const shown = out.subarray(start, start + view.width)
    const here = lineOf(y)
    if (overlay.regions !== undefined) paintRegions(shown, here, lineOf(below(line)), overlay, overlay.regions, span)
    const labelsBelow = lineOf(below(labelLine))
    if (here.hasLabels || labelsBelow.hasLabels) paintLabels(shown, here, labelsBelow, overlay, span)
  }
}

/** Columns of the screen that are painted, and the last one that the image covers. */
interface Span {
  readonly from: number
  readonly to: number
  readonly last: number
}

function paintRegions(
  out: Uint32Array,
  { regions: here, marks, hasMarks }: Line,
  { regions: below, marks: marksBelow, hasMarks: hasMarksBelow }: Line,
  { regionStyle, line, opacity }: Overlay,
  { colours, hovered, mark }: OverlayRegions,
  { from, to, last }: Span,
): void {
  const isOutlined = regionStyle === 'outline'
  const isFilled = regionStyle === 'fill'
  const isMarked = hasMarks || hasMarksBelow
  for (let x = from; x <= to; x++) {
    const region = here[x]!
    const ahead = x + line > last ? last : x + line
    if (isFilled) {
      const shown = colours[3 * region]! | (colours[3 * region + 1]! << 8) | (colours[3 * region + 2]! << 16)
      out[x] = mixed(out[x]!, shown, fillShare)
    }
    if (isMarked && marks[x] === 1) out[x] = mixed(out[x]!, mark, hoverShare + opacity)
    else if (region === hovered) out[x] = mixed(out[x]!, 0xffffff, hoverShare)
    if (isOutlined && (region !== here[ahead]! || region !== below[x]!))
      out[x] = mixed(out[x]!, isBright(out[x]!) ? 0x201810 : 0xfff4e8, lineShare)
    if (isMarked && (marks[x] !== marks[ahead] || marks[x] !== marksBelow[x]))
      out[x] = mixed(out[x]!, mark, labelLineShare)
  }
}

function paintLabels(
  out: Uint32Array,
  { labels: here }: Line,
  { labels: below }: Line,
  { labelColours, labelLine, opacity }: Overlay,
  { from, to, last }: Span,
): void {
  for (let x = from; x <= to; x++) {
    const own = here[x]!
    const right = here[x + labelLine > last ? last : x + labelLine]!
    const under = below[x]!
    if (own !== 0 && labelColours[own]! >= 0) out[x] = mixed(out[x]!, labelColours[own]!, opacity)
    if (own !== right || own !== under) {
      // The line belongs to the label that begins or ends here; between two, to the one before.
      const edge = labelColours[own !== 0 ? own : right !== 0 ? right : under]!
      if (edge >= 0) out[x] = mixed(out[x]!, edge, labelLineShare)
    }
  }
}

/** Regions and labels along a row of the image, at the columns of the screen. */
interface Line {
  row: number
  hasLabels: boolean
  hasMarks: boolean
  readonly regions: Int32Array
  readonly labels: Uint8Array
  readonly marks: Uint8Array
}

/** Reads rows of the image once, however many rows of the screen show or compare them. */
function createLines(
  { width, regions, labels, labelLine }: Overlay,
  { columns, rows, leavesOfRow }: Ground,
  { from, to }: { readonly from: number; readonly to: number },
): (y: number) => Line {
  const kept = Array.from(
    { length: labelLine + 2 },
    (): Line => ({
      row: -1,
      hasLabels: false,
      hasMarks: false,
      regions: new Int32Array(columns.length),
      labels: new Uint8Array(columns.length),
      marks: new Uint8Array(columns.length),
    }),
  )
  let oldest = 0
  return y => {
    const row = rows[y]!
    const known = kept.find(line => line.row === row)
    if (known !== undefined) return known
    const line = kept[oldest]!
    oldest = (oldest + 1) % kept.length
    line.row = row
    if (regions !== undefined) {
      const { lookup, marked } = regions
      const leaves = leavesOfRow(y)
      for (let x = from; x <= to; x++) line.regions[x] = lookup[leaves[x]!]!
      let any = 0
      if (marked !== undefined) for (let x = from; x <= to; x++) any |= line.marks[x] = marked[leaves[x]!]!
      line.hasMarks = any !== 0
    }
    let any = 0
    for (let x = from, start = row * width; x <= to; x++) any |= line.labels[x] = labels[start + columns[x]!]!
    line.hasLabels = any !== 0
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
