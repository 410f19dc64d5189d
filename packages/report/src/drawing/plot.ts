/** Observable Plot without a browser: draws into a linkedom document and returns the SVG as text. */
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

/** Options of `Plot.plot` except the document. */
export type PlotOptions = Omit<Plot.PlotOptions, 'document'>

/** Returns the text of the `<svg>` element of a plot, with further attributes if given. */
export function plotSvg(options: PlotOptions, attributes: { readonly [name: string]: string } = {}): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const svg = Plot.plot({ ...options, document: document as never })
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value)
  return svg.outerHTML
}
