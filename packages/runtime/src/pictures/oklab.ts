/**
 * Colours by perceived lightness, chroma and hue: the OKLab space and its polar form OKLCH, to and from 8-bit sRGB.
 *
 * Source: B. Ottosson, "A perceptual color space for image processing" (2020), the published matrices; sRGB transfer
 * curve of IEC 61966-2-1. Euclidean distance in OKLab is close to perceived difference: 0.02 is just visible.
 */

/** 8-bit sRGB: red, green, blue in 0..255. */
export type Rgb = readonly [number, number, number]

/** Lightness 0..1, green-red, blue-yellow (both about -0.4..0.4). */
export type Oklab = readonly [number, number, number]

/** Linear-light red, green, blue; 0..1 if the colour is in the sRGB gamut. */
export type LinearRgb = readonly [number, number, number]

function decode(value: number): number {
  const c = value / 255
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
}

function encode(linear: number): number {
  const c = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055
  return Math.round(255 * Math.min(1, Math.max(0, c)))
}

export function toLinear(rgb: Rgb): LinearRgb {
  return [decode(rgb[0]), decode(rgb[1]), decode(rgb[2])]
}

/** Values outside the gamut are clipped. */
export function fromLinear(linear: LinearRgb): Rgb {
  return [encode(linear[0]), encode(linear[1]), encode(linear[2])]
}

export function linearToOklab([r, g, b]: LinearRgb): Oklab {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

export function oklabToLinear([lightness, a, b]: Oklab): LinearRgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

export function rgbToOklab(rgb: Rgb): Oklab {
  return linearToOklab(toLinear(rgb))
}

/**
 * Returns the sRGB colour of lightness 0..1, chroma (0 grey, 0.1 muted, 0.3 vivid) and hue in turns. If the gamut ends
 * before `chroma`, lightness and hue are kept and chroma is lowered to the edge of the gamut.
 */
export function oklchToRgb(lightness: number, chroma: number, hueTurns: number): Rgb {
  const cos = Math.cos(2 * Math.PI * hueTurns)
  const sin = Math.sin(2 * Math.PI * hueTurns)
  const at = (c: number): LinearRgb => oklabToLinear([lightness, c * cos, c * sin])
  if (isInGamut(at(chroma))) return fromLinear(at(chroma))
  let inside = 0
  let outside = chroma
  for (let i = 0; i < 20; i++) {
    const middle = (inside + outside) / 2
    if (isInGamut(at(middle))) inside = middle
    else outside = middle
  }
  return fromLinear(at(inside))
}

function isInGamut(linear: LinearRgb): boolean {
  return linear.every(c => c >= -1e-4 && c <= 1 + 1e-4)
}
