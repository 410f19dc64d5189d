/** A comparison as pictures: each as an SVG file, and all of them on one page with the table. */
import { describeProtocol, type OpenComparison, tableRows } from '@cuts/compare'
import { drawFigures } from './draw-figures.ts'
import { comparisonPage } from './page.ts'

/** Returns `comparison.html` and `figures/*.svg` by their names. */
export async function renderComparison(comparison: OpenComparison): Promise<ReadonlyMap<string, string>> {
  const figures = await drawFigures(comparison)
  const title = `Comparison on ${comparison.set}`
  const note = describeProtocol(comparison)
  const page = comparisonPage(title, note, tableRows(comparison), Object.values(figures))
  const pictures = Object.entries(figures).map(([name, { svg }]) => [`figures/${name}.svg`, `${svg.text}\n`] as const)
  return new Map([['comparison.html', page], ...pictures])
}
