/** Regions as GeoJSON (RFC 7946) polygons along the edges of their pixels, as QuPath and others read them. */
import { CutsError, type LabelMap, outlineRegions, type PlaneGeometry, type Ring } from '@cuts/core'
import type { RegionStyle } from '../pixel-grid.ts'

export type OutlineUnits = 'px' | 'mm'

/**
 * Returns the text of a feature collection: a feature for each segment in the map. It is a polygon with holes if the
 * segment is connected, else several. In pixels, (0, 0) is the outer corner of the first pixel and (width, height) that
 * of the last. In millimetres, positions are those of the geometry, in which the first pixel's centre is the origin.
 * Exteriors run anticlockwise and holes clockwise if x points right and y up. Throws `InvalidArgument` for millimetres
 * if the map has no geometry.
 */
export function writeGeoJson(map: LabelMap, segments: readonly RegionStyle[], units: OutlineUnits = 'px'): string {
  const place = units === 'px' ? (ring: Ring) => pairs(ring) : placement(map.geometry)
  const polygons = new Map<number, (readonly [number, number])[][][]>()
  for (const { label, exterior, holes } of outlineRegions(map)) {
    const parts = polygons.get(label) ?? []
    parts.push([exterior, ...holes].map(place))
    polygons.set(label, parts)
  }
  const features = segments.flatMap(({ label, name, colour }) => {
    const parts = polygons.get(label)
    if (parts === undefined) return []
    const geometry =
      parts.length === 1 ? { type: 'Polygon', coordinates: parts[0] } : { type: 'MultiPolygon', coordinates: parts }
    const classification = { name, color: colour }
    return [{ type: 'Feature', properties: { objectType: 'annotation', label, classification }, geometry }]
  })
  return `${JSON.stringify({ type: 'FeatureCollection', units, features })}\n`
}

/** Corners as positions, the first repeated at the end. */
function pairs(ring: Ring): (readonly [number, number])[] {
  return Array.from({ length: ring.length / 2 + 1 }, (_, k) => {
    const at = (2 * k) % ring.length
    return [ring[at]!, ring[at + 1]!] as const
  })
}

/** Converts corners of pixels to millimetres. If the axes mirror, a ring is reversed to keep its orientation. */
function placement(geometry: PlaneGeometry | undefined): (ring: Ring) => (readonly [number, number])[] {
  if (geometry === undefined)
    throw new CutsError(
      'InvalidArgument',
      'outlines in millimetres need the spacing of the pixels, which is unknown.',
      {
        remedy: 'Ask for pixels.',
      },
    )
  const { spacingMm, originMm, direction } = geometry
  const [xx, xy, yx, yy] = direction
  const isMirrored = xx * yy - xy * yx < 0
  return ring => {
    const placed = pairs(ring).map(([x, y]) => {
      const [u, v] = [(x - 0.5) * spacingMm[0], (y - 0.5) * spacingMm[1]]
      return [originMm[0] + xx * u + xy * v, originMm[1] + yx * u + yy * v] as const
    })
    return isMirrored ? placed.reverse() : placed
  }
}
