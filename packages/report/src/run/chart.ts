/** Charts of the report: they follow the light and dark of the page. */
import { html, type Markup, trusted } from '../drawing/markup.ts'
import { type PlotOptions, plotSvg } from '../drawing/plot.ts'

/** A plot, and what it shows for readers who cannot see it. */
export type ChartOptions = PlotOptions & { readonly description: string }

/** Colours are CSS variables of the page (`var(--…)`). */
export function renderChart({ description, ...options }: ChartOptions): Markup {
  const svg = plotSvg(options, { 'aria-hidden': 'true' })
  return html`<div role="img" aria-label="${description}">${trusted(svg)}</div>`
}
