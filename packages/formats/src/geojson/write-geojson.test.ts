/** Polygons filled again by counting crossings, in pixels and in millimetres. */
import type { PlaneGeometry } from '@cuts/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeGeoJson } from './write-geojson.ts'

type Polygon = [number, number][][]
const [width, height] = [7, 6]
const segments = [1, 2].map(label => ({ label, name: `region ${label}`, colour: [label, 0, 255] as const }))
const labelMap = fc
  .array(fc.integer({ min: 0, max: 2 }), { minLength: width * height, maxLength: width * height })
  .map(ids => ({ width, height, labels: Int32Array.from(ids) }))

interface Feature {
  readonly properties: { readonly label: number }
  readonly geometry: { readonly type: string; readonly coordinates: Polygon | Polygon[] }
}

const featuresOf = (text: string) => (JSON.parse(text) as { features: Feature[] }).features
const polygonsOf = ({ geometry: { type, coordinates } }: Feature): Polygon[] =>
  type === 'Polygon' ? [coordinates as Polygon] : (coordinates as Polygon[])

function isInside(polygon: Polygon, x: number, y: number): boolean {
  let crossings = 0
  for (const ring of polygon)
    for (const [k, [ax, ay]] of ring.slice(0, -1).entries()) {
      const [bx, by] = ring[k + 1]!
      if (ay > y !== by > y && ax + ((y - ay) / (by - ay)) * (bx - ax) > x) crossings++
    }
  return crossings % 2 === 1
}

const signedArea = (ring: Polygon[number]): number =>
  ring.slice(0, -1).reduce((sum, [x, y], k) => sum + (x * ring[k + 1]![1] - ring[k + 1]![0] * y) / 2, 0)

const geometries: readonly PlaneGeometry[] = [
  { spacingMm: [0.5, 2], originMm: [-3, 7], direction: [1, 0, 0, 1] },
  { spacingMm: [0.5, 2], originMm: [-3, 7], direction: [Math.cos(0.3), -Math.sin(0.3), Math.sin(0.3), Math.cos(0.3)] },
  { spacingMm: [0.7, 0.9], originMm: [10, 0], direction: [-1, 0, 0, 1] },
]

describe('writeGeoJson', () => {
  it('filled gives every segment back, wherever the pixels lie', () => {
    fc.assert(
      fc.property(labelMap, fc.constantFrom(undefined, ...geometries), (map, geometry) => {
        const features = featuresOf(writeGeoJson({ ...map, geometry }, segments, geometry === undefined ? 'px' : 'mm'))
        const centre = (x: number, y: number): [number, number] => {
          if (geometry === undefined) return [x + 0.5, y + 0.5]
          const { spacingMm, originMm, direction } = geometry
          const [u, v] = [x * spacingMm[0], y * spacingMm[1]]
          return [originMm[0] + direction[0] * u + direction[1] * v, originMm[1] + direction[2] * u + direction[3] * v]
        }
        for (let y = 0, i = 0; y < height; y++)
          for (let x = 0; x < width; x++, i++) {
            const over = features.filter(feature => polygonsOf(feature).some(part => isInside(part, ...centre(x, y))))
            expect(over.map(feature => feature.properties.label)).toEqual(map.labels[i] === 0 ? [] : [map.labels[i]])
          }
        for (const [exterior, ...holes] of features.flatMap(polygonsOf)) {
          expect(signedArea(exterior!)).toBeGreaterThan(0)
          for (const hole of holes) expect(signedArea(hole)).toBeLessThan(0)
          for (const ring of [exterior!, ...holes]) expect(ring.at(-1)).toEqual(ring[0])
        }
      }),
    )
  })

  it('names segments and gives their colours as QuPath reads them', () => {
    const map = { width: 2, height: 1, labels: Int32Array.of(1, 0) }
    expect(JSON.parse(writeGeoJson(map, segments))).toEqual({
      type: 'FeatureCollection',
      units: 'px',
      features: [
        {
          type: 'Feature',
          properties: { objectType: 'annotation', label: 1, classification: { name: 'region 1', color: [1, 0, 255] } },
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [1, 0],
                [1, 1],
                [0, 1],
                [0, 0],
                [1, 0],
              ],
            ],
          },
        },
      ],
    })
  })

  it('has no millimetres where the spacing is unknown', () => {
    expect(() => writeGeoJson({ width: 1, height: 1, labels: Int32Array.of(1) }, segments, 'mm')).toThrow(
      expect.objectContaining({ code: 'InvalidArgument', remedy: 'Ask for pixels.' }),
    )
  })
})
