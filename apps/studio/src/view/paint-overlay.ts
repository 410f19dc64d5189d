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
  /** Regions that a stroke has touched so far, by region, and the colour they will have. */
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

/** Paints over `base` into `out`, both [view.height][view.width] of 0xAABBGGRR. */
export function paintOverlay(
  out: Uint32Array,
  base: Uint32Array,
  view: FrameSize,
  camera: Camera,
  { width, height, regions, regionStyle, labels, labelColours, opacity, line, labelLine }: Overlay,
): void {
  const columns = places(view.width, camera.x, camera.scale, width)
  const rows = places(view.height, camera.y, camera.scale, height)
  const isOutlined = regionStyle === 'outline'
  const isFilled = regionStyle === 'fill'
  for (let y = 0, i = 0; y < view.height; y++) {
    const row = rows[y]!
    if (row < 0) {
      out.set(base.subarray(i, i + view.width), i)
      i += view.width
      continue
    }
    const at = row * width
    const down = (by: number): number => {
      const next = y + by < view.height ? rows[y + by]! : -1
      return (next < 0 ? row : next) * width
    }
    const [below, labelBelow] = [down(line), down(labelLine)]
    for (let x = 0; x < view.width; x++, i++) {
      const column = columns[x]!
      let colour = base[i]!
      if (column < 0) {
        out[i] = colour
        continue
      }
      const ahead = x + line < view.width ? columns[x + line]! : -1
      const beside = ahead < 0 ? column : ahead
      if (regions !== undefined) {
        const { leaves, lookup } = regions
        const region = lookup[leaves[at + column]!]!
        if (isFilled) {
          const { colours } = regions
          const shown = colours[3 * region]! | (colours[3 * region + 1]! << 8) | (colours[3 * region + 2]! << 16)
          colour = mixed(colour, shown, fillShare)
        }
        if (regions.marked?.[region] === 1) colour = mixed(colour, regions.mark, hoverShare + opacity)
        else if (region === regions.hovered) colour = mixed(colour, 0xffffff, hoverShare)
        if (isOutlined && (region !== lookup[leaves[at + beside]!]! || region !== lookup[leaves[below + column]!]!))
          colour = mixed(colour, isBright(colour) ? 0x201810 : 0xfff4e8, lineShare)
      }
      const label = labels[at + column]!
      const labelAhead = x + labelLine < view.width ? columns[x + labelLine]! : -1
      const right = labels[at + (labelAhead < 0 ? column : labelAhead)]!
      const under = labels[labelBelow + column]!
      const tint = labelColours[label]!
      if (label !== 0 && tint >= 0) colour = mixed(colour, tint, opacity)
      if (label !== right || label !== under) {
        // The line belongs to the label that begins or ends here; between two, to the one before.
        const owner = label !== 0 ? label : right !== 0 ? right : under
        const edge = labelColours[owner]!
        if (edge >= 0) colour = mixed(colour, edge, 0.95)
      }
      out[i] = colour
    }
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
