/** Panels side by side that share the rows of the table: titles on the left, one horizontal scale a panel. */
import * as Plot from '@observablehq/plot'
import { composeSvg, drawPlot, ink, type Svg } from './svg.ts'

export interface RowPanel {
  readonly label: string
  /** Marks with the rows' titles along y. */
  readonly marks: readonly Plot.Markish[]
}

const panelWidth = 190
const labelWidth = 248
const rowHeight = 19

export function rowPanels(title: string, rows: readonly string[], panels: readonly RowPanel[]): Svg {
  let x = 0
  const parts = panels.map(({ label, marks }, index) => {
    const marginLeft = index === 0 ? labelWidth : 10
    const svg = drawPlot({
      width: panelWidth + marginLeft,
      height: 54 + rowHeight * rows.length,
      marginLeft,
      marginRight: 12,
      marginTop: 44,
      marginBottom: 10,
      x: {
        label,
        labelAnchor: 'center',
        labelArrow: 'none',
        labelOffset: 40,
        axis: 'top',
        ticks: 4,
        tickFormat: (value: number) => (value >= 1000 ? `${value / 1000}k` : String(value)),
        tickSize: 0,
        nice: true,
      },
      y: { domain: rows, label: null, tickSize: 0, axis: index === 0 ? 'left' : null, padding: 0.28 },
      marks: [Plot.gridX({ ticks: 4, stroke: ink.rule, strokeOpacity: 1 }), ...marks],
    })
    const part = { svg, x, y: 0 }
    x += svg.width
    return part
  })
  return composeSvg(title, parts)
}
