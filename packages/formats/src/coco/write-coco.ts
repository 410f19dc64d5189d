/** Regions as annotations in the format of COCO (https://cocodataset.org/#format-data). */
import { type LabelMap, measureRegions, outlineRegions, type RegionOutline } from '@cuts/core'
import type { RegionStyle } from '../pixel-grid.ts'
import { compressRunLengths, runLengths } from './run-lengths.ts'

export interface CocoImage {
  readonly fileName: string
  readonly map: LabelMap
}

type Segmentation =
  | { readonly size: readonly [number, number]; readonly counts: string }
  | readonly (readonly number[])[]

/**
 * Returns the text of an annotation file: a category for each segment, and an annotation for each segment in each
 * image. Labels without a segment are left out. Images are requested one after the other. Regions are compressed run
 * lengths, which are exact. With `polygons`, they are polygons along the edges of pixels, except regions with holes,
 * which polygons of this format cannot have.
 */
export async function writeCoco(
  images: Iterable<CocoImage> | AsyncIterable<CocoImage>,
  segments: readonly RegionStyle[],
  shape: 'run-lengths' | 'polygons' = 'run-lengths',
): Promise<string> {
  const known = new Set(segments.map(({ label }) => label))
  const entries: object[] = []
  const annotations: object[] = []
  for await (const { fileName, map } of images) {
    const imageId = entries.length + 1
    const { width, height } = map
    entries.push({ id: imageId, file_name: fileName, width, height })
    const counts = runLengths(map)
    const outlines = shape === 'polygons' ? outlinesByLabel(map) : undefined
    for (const { label, size, boundingBox } of measureRegions(map)) {
      if (!known.has(label)) continue
      const [left = 0, top = 0] = boundingBox.first
      const [right = 0, bottom = 0] = boundingBox.last
      const segmentation: Segmentation = polygonsOf(outlines?.get(label)) ?? {
        size: [height, width],
        counts: compressRunLengths(counts.get(label)!),
      }
      annotations.push({
        id: annotations.length + 1,
        image_id: imageId,
        category_id: label,
        segmentation,
        area: size,
        bbox: [left, top, right + 1 - left, bottom + 1 - top],
        iscrowd: 0,
      })
    }
  }
  const categories = segments.map(({ label, name, colour }) => ({
    id: label,
    name,
    supercategory: 'region',
    color: colour,
  }))
  return `${JSON.stringify({ images: entries, annotations, categories })}\n`
}

function outlinesByLabel(map: LabelMap): Map<number, RegionOutline[]> {
  const outlines = new Map<number, RegionOutline[]>()
  for (const outline of outlineRegions(map)) {
    const parts = outlines.get(outline.label) ?? []
    parts.push(outline)
    outlines.set(outline.label, parts)
  }
  return outlines
}

/** Returns the exteriors of a region's parts; undefined if there are no parts or one has a hole. */
function polygonsOf(parts: readonly RegionOutline[] | undefined): readonly (readonly number[])[] | undefined {
  if (parts === undefined || parts.some(({ holes }) => holes.length > 0)) return undefined
  return parts.map(({ exterior }) => exterior)
}
