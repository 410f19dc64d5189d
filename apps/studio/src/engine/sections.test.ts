/** Strokes and fills across the slices against naive ones in the voxels, with undo and redo. */
import { describe, expect, it } from 'vitest'
import { perform } from './commands.ts'
import { fillSection, openSectionStroke } from './sections.ts'
import { addImage, areasOf, createSession, redo, undo } from './session.ts'

const [width, height, depth] = [9, 7, 5]
/** Columns along x and rows along the slices; columns along y and rows along the slices, the first to the left of the last. */
const views = [
  { axes: [0, 2, 1], backwards: [false, false, false] },
  { axes: [0, 2, 1], backwards: [true, true, false] },
  { axes: [1, 2, 0], backwards: [false, true, true] },
] as const

function open() {
  const session = createSession()
  addImage(session, { id: 'a', name: 'a.nii', width, height, depth })
  return session
}

describe.each(views)('in the plane of $axes, backwards $backwards', view => {
  const lengths = [width, height, depth] as const
  const [columns, rows] = [lengths[view.axes[0]], lengths[view.axes[1]]]
  const index = 2
  /** Voxel of a column and row of the plane. */
  const voxel = (column: number, row: number): number => {
    const at = [0, 0, 0]
    for (const [k, value] of [column, row, index].entries()) {
      const axis = view.axes[k]!
      at[axis] = view.backwards[k] ? lengths[axis] - 1 - value : value
    }
    return (at[2]! * height + at[1]!) * width + at[0]!
  }

  it('a stroke holds what lies within its radius, in widths of a pixel, and is one step', () => {
    const session = open()
    const stroke = openSectionStroke(session, { image: 'a', view, index }, { radius: 2.2, aspect: 1.6, erase: false })
    stroke.to({ x: 2.5, y: 1.5 })
    stroke.to({ x: 4.5, y: 1.5 })
    expect(session.pixels.get('a')!.includes(1)).toBe(false)
    const entry = stroke.end()!
    const expected = new Uint8Array(width * height * depth)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++) {
        const nearest = Math.max(2.5, Math.min(4.5, x + 0.5))
        if (Math.hypot(x + 0.5 - nearest, 1.6 * (y + 0.5 - 1.5)) <= 2.2) expected[voxel(x, y)] = 1
      }
    expect(session.pixels.get('a')).toEqual(expected)
    expect(new Set(entry.patches.map(({ slice }) => slice)).size).toBe(entry.patches.length)
    const areas = Array.from({ length: depth }, (_, slice) => areasOf(session, { image: 'a', slice })[1]!)
    expect(areas.reduce((sum, area) => sum + area)).toBe(expected.filter(label => label === 1).length)
    undo(session)
    expect(session.pixels.get('a')).toEqual(new Uint8Array(expected.length))
    redo(session)
    expect(session.pixels.get('a')).toEqual(expected)
  })

  it('fills what a line encloses in the plane, and leaves locked labels', () => {
    const session = open()
    const plane = { image: 'a', view, index }
    // A wall across the plane at its third column.
    const wall = openSectionStroke(session, plane, { radius: 0.5, aspect: 1, erase: false })
    wall.to({ x: 2.5, y: 0.5 })
    wall.to({ x: 2.5, y: rows - 0.5 })
    wall.end()
    perform(session, { do: 'change label', id: 1, to: { locked: true } })
    perform(session, { do: 'add label', name: 'inside' })
    fillSection(session, plane, { x: 0, y: 0, erase: false })
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++) expect(session.pixels.get('a')![voxel(x, y)]).toBe(x < 2 ? 2 : x === 2 ? 1 : 0)
    expect(fillSection(session, plane, { x: 2, y: 0, erase: true })).toBeUndefined()
    // Other planes of the same kind have nothing.
    expect(session.pixels.get('a')!.filter(label => label > 0).length).toBe(3 * rows)
  })
})
