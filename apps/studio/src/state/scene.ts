/** What the painter is to paint, as it follows from the state. */
import { computed, type ReadonlySignal } from '@preact/signals'
import { type Document, frameOf, leavesAt } from '../engine/index.ts'
import type { Overlay } from '../view/paint-overlay.ts'
import type { Scene } from '../view/screen.ts'
import type { Studio } from './studio.ts'

/** Colour of every label, 0xBBGGRR; -1 for one that is not shown, [256]. */
export function labelColoursOf({ labels }: Document): Int32Array {
  const colours = new Int32Array(256).fill(-1)
  for (const { id, colour, visible } of labels)
    if (visible) colours[id] = colour[0] | (colour[1] << 8) | (colour[2] << 16)
  return colours
}

export function createScene(studio: Studio, lit: ReadonlySignal<Uint8Array | undefined>, ratio: () => number) {
  const { settings, shown, shownWindow, document, regions, lookup } = studio
  const labelColours = computed(() => labelColoursOf(document.value))
  const hovered = computed(() => {
    const [at, under] = [settings.hover.value, regions.value]
    if (at === undefined || under === undefined) return -1
    return lookup.value![under.leaves[at.y * under.space.width + at.x]!]!
  })
  const marked = computed(() => {
    const trail = settings.trail.value
    const [under, table] = [regions.value, lookup.value]
    if (trail.length === 0 || under === undefined || table === undefined) return lit.value
    return leavesAt(under.space, table, trail)
  })
  return computed((): Scene | undefined => {
    const [at, window] = [shown.value, shownWindow.value]
    if (at === undefined || window === undefined) return undefined
    const scene = {
      pyramid: at.pyramid,
      window,
      camera: settings.camera.value,
    }
    // Steps and a stroke in progress change pixels in place.
    studio.revision.value
    settings.drawn.value
    if (settings.peeking.value) return scene
    const table = lookup.value
    const overlay: Overlay = {
      width: at.image.width,
      height: at.image.height,
      regions:
        regions.value && table && regions.value.leaves.length === at.image.width * at.image.height
          ? {
              leaves: regions.value.leaves,
              lookup: table,
              colours: regions.value.colours,
              bounds: regions.value.space.bounds,
              hovered: settings.tool.value === 'regions' || settings.tool.value === 'select' ? hovered.value : -1,
              marked: marked.value,
              mark: Math.max(0, labelColours.value[document.value.active]!),
            }
          : undefined,
      regionStyle: settings.regionStyle.value,
      labels: frameOf(studio.session(), at.place),
      labelColours: labelColours.value,
      opacity: settings.opacity.value,
      line: Math.max(1, Math.round(ratio())),
      labelLine: Math.max(2, Math.round(2 * ratio())),
    }
    return { ...scene, overlay }
  })
}
