/** Plots in the style of figures, and several plots side by side as one SVG. */
import { escapeMarkup } from '../drawing/markup.ts'
import { type PlotOptions, plotSvg } from '../drawing/plot.ts'

/** A complete picture: the text of an <svg> element, and its size in px. */
export interface Svg {
  readonly text: string
  readonly width: number
  readonly height: number
}

/** Colours of all figures, on white, for papers and for pages. */
export const ink = {
  text: '#1a2128',
  soft: '#56616d',
  rule: '#dde1e5',
  ours: '#0f6a73',
  peer: '#9aa3ab',
  truth: '#b4532a',
}

export const fontFamily = '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif'

/** Draws a plot. Width and height must be given. */
export function drawPlot(
  options: Omit<PlotOptions, 'width' | 'height'> & { readonly width: number; readonly height: number },
): Svg {
  const style = { fontFamily, fontSize: '11px', background: 'none', color: ink.text }
  return { text: plotSvg({ style, ...options }), width: options.width, height: options.height }
}

/** One SVG of several, each with its top left corner at (x, y); screen readers read out `title`. */
export function composeSvg(
  title: string,
  parts: readonly { readonly svg: Svg; readonly x: number; readonly y: number }[],
): Svg {
  const width = Math.max(0, ...parts.map(({ svg, x }) => x + svg.width))
  const height = Math.max(0, ...parts.map(({ svg, y }) => y + svg.height))
  const inner = parts.map(({ svg, x, y }) => svg.text.replace('<svg', `<svg x="${x}" y="${y}"`)).join('')
  const text =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="${escapeMarkup(fontFamily)}" role="img"><title>${escapeMarkup(title)}</title>` +
    `<rect width="100%" height="100%" fill="#ffffff"/>${inner}</svg>`
  return { text, width, height }
}

/** An SVG of one plot. */
export function standAlone(title: string, svg: Svg): Svg {
  return composeSvg(title, [{ svg, x: 0, y: 0 }])
}
