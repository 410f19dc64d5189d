/** Panels side by side that share the rows of the table: titles on the left, one horizontal scale for each panel. */
import * as Plot from '@observablehq/plot'
import { labelSvg } from './picture.ts'
import { composeSvg, drawPlot, ink, type Svg } from './svg.ts'

export interface RowPanel {
  readonly label: string
  /** Marks with the rows' titles along y. */
  readonly marks: readonly Plot.Markish[]
}

const panelWidth = 150
const gap = 12
const headHeight = 32
const rowHeight = 19
/** Mean width of a letter of the titles, px: about half the height of usual typefaces. */
const letterWidth = 5.5

export function rowPanels(title: string, rows: readonly string[], panels: readonly RowPanel[]): Svg {
  const titlesWidth = 16 + letterWidth * Math.max(...rows.map(row => row.length))
  let x = 0
  const parts = panels.flatMap(({ label, marks }, index) => {
    const marginLeft = index === 0 ? titlesWidth : gap
    const svg = drawPlot({
      width: marginLeft + panelWidth + gap,
      height: 32 + rowHeight * rows.length,
      marginLeft,
      marginRight: gap,
      marginTop: 22,
      marginBottom: 10,
      x: {
        label: null,
        axis: 'top',
        ticks: 4,
        tickFormat: (value: number) => (value >= 1000 ? `${value / 1000}k` : String(value)),
        tickSize: 0,
        nice: true,
      },
      y: { domain: rows, label: null, tickSize: 0, axis: index === 0 ? 'left' : null, padding: 0.28 },
      marks: [Plot.gridX({ ticks: 4, stroke: ink.rule, strokeOpacity: 1 }), ...marks],
    })
    const head = { svg: labelSvg(label, panelWidth, headHeight, 11), x: x + marginLeft, y: 0 }
    const plot = { svg, x, y: headHeight }
    x += svg.width
    return [plot, head]
  })
  return composeSvg(title, parts)
}
