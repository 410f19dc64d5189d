/** The lasso drawn corner by corner: clicks set corners, one at the first corner or on the last closes the line. */
import type { Point } from '../engine/index.ts'
import type { App } from '../state/app.ts'

/** Sets a corner; returns whether it closed the line instead. `reach` is in image pixels. */
export function addCorner({ studio }: App, at: Point, reach: number): boolean {
  const { outline } = studio.settings
  const corners = outline.value
  const isNear = (other: Point | undefined): boolean =>
    other !== undefined && Math.hypot(other.x - at.x, other.y - at.y) <= reach
  if (corners.length > 2 && (isNear(corners[0]) || isNear(corners.at(-1)))) return true
  if (!isNear(corners.at(-1))) outline.value = [...corners, at]
  return false
}

/** The corners that were set, which are forgotten. */
export function takeOutline({ studio }: App): readonly Point[] {
  const corners = studio.settings.outline.value
  studio.settings.outline.value = []
  return corners
}
