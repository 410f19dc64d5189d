/**
 * Returns a colour as DICOM states it: CIELab of the profile connection space (illuminant D50), 16 bits a value (PS3.3
 * C.10.7.1.1). It is converted from sRGB (IEC 61966-2-1), adapted from D65 by Bradford's matrix.
 */
export function dicomCielab([red, green, blue]: readonly [number, number, number]): [number, number, number] {
  const [r, g, b] = [red, green, blue].map(value => {
    const c = value / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  // Linear sRGB to XYZ under D50, each over the white's own X, Y, Z.
  const x = (0.4360747 * r + 0.3850649 * g + 0.1430804 * b) / 0.9642
  const y = 0.2225045 * r + 0.7168786 * g + 0.0606169 * b
  const z = (0.0139322 * r + 0.0971045 * g + 0.7141733 * b) / 0.8249
  const [fx, fy, fz] = [x, y, z].map(t => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116)) as [
    number,
    number,
    number,
  ]
  const stored = (value: number, low: number, high: number): number =>
    Math.round(Math.min(Math.max((value - low) / (high - low), 0), 1) * 65535)
  return [stored(116 * fy - 16, 0, 100), stored(500 * (fx - fy), -128, 127), stored(200 * (fy - fz), -128, 127)]
}
