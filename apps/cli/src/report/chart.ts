/** Observable Plot without a browser: draws into a linkedom document and gives the SVG as text. */
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { html, type Markup, trusted } from './markup.ts'

/** Options of `Plot.plot` but for the document, and what the chart shows for readers who cannot see it. */
export type ChartOptions = Omit<Plot.PlotOptions, 'document'> & { readonly description: string }

/** Colours are CSS variables of the page (`var(--…)`), so that the chart follows light and dark. */
export function renderChart({ description, ...options }: ChartOptions): Markup {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const svg = Plot.plot({ ...options, document: document as never })
  svg.setAttribute('aria-hidden', 'true')
  return html`<div role="img" aria-label="${description}">${trusted(svg.outerHTML)}</div>`
}
