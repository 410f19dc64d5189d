import { describe, expect, it } from 'vitest'
import { type MeasuredRegion, measuresCsv, measuresJson } from './measures-table.ts'

const region: MeasuredRegion = {
  image: 'a "b", c',
  ownLabel: 12,
  label: 1,
  size: 3,
  areaMm2: 0.1 + 0.2,
  boundingBox: { first: [0, 1], last: [2, 1] },
  centroid: [1, 1],
  perimeter: 8,
  intensity: [{ mean: 1, standardDeviation: Number.NaN, min: 0, max: 2 }],
}

describe('tables of measures', () => {
  it('as CSV state units in the header, quote what needs it and leave out what is unknown', () => {
    const [header, row, rest] = measuresCsv([region]).split('\r\n')
    expect(header).toBe(
      'image,region,label,size_px,area_mm2,volume_mm3,first_x_px,first_y_px,first_z_px,last_x_px,last_y_px,last_z_px,' +
        'centroid_x_px,centroid_y_px,centroid_z_px,centroid_x_mm,centroid_y_mm,centroid_z_mm,perimeter_px,perimeter_mm,' +
        'mean_0,standard_deviation_0,min_0,max_0',
    )
    expect(row).toBe('"a ""b"", c",1,12,3,0.3,,0,1,,2,1,,1,1,,,,,8,,1,,0,2')
    expect(rest).toBe('')
  })

  it('have as many columns of intensities as the image with most channels', () => {
    const grey = region.intensity![0]!
    const lines = measuresCsv([region, { ...region, intensity: [grey, grey, grey] }])
      .trimEnd()
      .split('\r\n')
    expect(lines[0]).toContain('mean_2')
    for (const line of lines.slice(1))
      expect(line.replace(/"[^\n]*"/, '').split(',').length).toBe(lines[0]!.split(',').length)
    expect(measuresCsv([])).toMatch(/^image,.*perimeter_mm\r\n$/)
  })

  it('have a column of names if any region has one', () => {
    const [header, named, unnamed] = measuresCsv([
      { ...region, image: 'a', name: 'left, small' },
      { ...region, image: 'a' },
    ])
      .trimEnd()
      .split('\r\n')
    expect(header).toMatch(/^image,region,label,name,size_px,/)
    expect(named).toMatch(/^a,1,12,"left, small",3,/)
    expect(unnamed).toMatch(/^a,1,12,,3,/)
  })

  it('as JSON hold what is known', () => {
    const [row] = JSON.parse(measuresJson([region]))
    expect(row).toMatchObject({ image: 'a "b", c', region: 1, label: 12, size_px: 3, perimeter_px: 8, mean_0: 1 })
    for (const field of ['volume_mm3', 'centroid_x_mm', 'standard_deviation_0']) expect(row).not.toHaveProperty(field)
  })
})
