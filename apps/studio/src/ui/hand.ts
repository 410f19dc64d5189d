/** What gestures on the image do with the tool in hand. */
import type { Point, Stroke } from '../engine/index.ts'
import type { App } from '../state/app.ts'
import { type Position, panBy, toImage, zoomAt } from '../view/camera.ts'
import type { GestureTarget } from '../view/gestures.ts'
import { addCorner, takeOutline } from './outline.ts'

/** A press that moves no farther than this is a click, device pixels. */
const clickReach = 5
/** A notch of the wheel zooms by this much. */
const zoomStep = 1.15
/** Tools that draw while the pen moves. */
const strokes: ReadonlySet<string> = new Set(['brush', 'eraser', 'threshold'])

/** A corner this near to the first one closes the line, image pixels. */
const reachOf = (scale: number): number => (2 * clickReach) / scale

/** A ruler that was not drawn, but clicked. */
function isPoint(line: readonly [Point, Point] | undefined): boolean {
  return line !== undefined && Math.hypot(line[1].x - line[0].x, line[1].y - line[0].y) < 0.5
}

export function createHand(app: App): GestureTarget {
  const { studio, here } = app
  const { settings } = studio
  let stroke: Stroke | undefined
  let start: Position | undefined
  let isPanning = false
  /** Whether the lasso was drawn by hand rather than corner by corner. */
  let isDrawn = false
  let points: Point[] = []
  let notches = 0
  const inImage = (at: Position): Point => toImage(settings.camera.value, at)
  const pixel = (at: Position): { x: number; y: number } | undefined => {
    const image = studio.shownImage.value
    const { x, y } = inImage(at)
    const [column, row] = [Math.floor(x), Math.floor(y)]
    if (image === undefined || column < 0 || row < 0 || column >= image.width || row >= image.height) return undefined
    return { x: column, y: row }
  }
  const isFlood = (): boolean => settings.tool.value === 'threshold' && settings.connected.value
  const trace = (): void => {
    const width = studio.shownImage.value?.width ?? 0
    settings.trail.value = points.flatMap(point => {
      const [x, y] = [Math.floor(point.x), Math.floor(point.y)]
      const isInside = x >= 0 && y >= 0 && x < width && y < (studio.shownImage.value?.height ?? 0)
      return isInside ? [y * width + x] : []
    })
  }
  const boxOf = (a: Point, b: Point) => {
    const image = studio.shownImage.value!
    const clamp = (value: number, most: number): number => Math.max(0, Math.min(most, value))
    const [left, right] = [a.x, b.x].map(x => clamp(x, image.width)).sort((p, q) => p - q) as [number, number]
    const [top, bottom] = [a.y, b.y].map(y => clamp(y, image.height)).sort((p, q) => p - q) as [number, number]
    const corner = { left: Math.floor(left), top: Math.floor(top) }
    return { ...corner, width: Math.ceil(right) - corner.left, height: Math.ceil(bottom) - corner.top }
  }
  const pan = (dx: number, dy: number): void => {
    settings.fitted.value = false
    settings.camera.value = panBy(settings.camera.value, dx, dy)
  }
  const finish = (): void => {
    stroke = undefined
    start = undefined
    points = []
    isPanning = false
    isDrawn = false
    settings.trail.value = []
    settings.box.value = undefined
  }

  return {
    meaningOf: ({ button, pointerType }) => {
      if (button === 1 || settings.panning.value) return 'pan'
      return button === 2 && pointerType === 'mouse' ? 'window' : 'tool'
    },
    hover: at => {
      settings.keyboardCursor.value = false
      const next = at && pixel(at)
      const last = settings.hover.value
      if (next?.x !== last?.x || next?.y !== last?.y) settings.hover.value = next
    },
    toolDown: (at, event) => {
      start = at
      const tool = settings.tool.value
      if (strokes.has(tool) && !isFlood()) {
        stroke = app.stroke(tool === 'eraser' || event.altKey, inImage(at))
        stroke?.to(inImage(at))
        settings.drawn.value++
      }
      if (tool === 'regions') {
        points = [inImage(at)]
        trace()
      }
      if (tool === 'lasso' && settings.outline.value.length === 0) points = [inImage(at)]
    },
    toolMove: screen => {
      const last = screen.at(-1)!
      if (stroke !== undefined) {
        for (const at of screen) stroke.to(inImage(at))
        settings.drawn.value++
        return
      }
      const tool = settings.tool.value
      if (tool === 'regions') {
        points.push(...screen.map(inImage))
        trace()
      } else if (tool === 'lasso') {
        if (points.length === 0) return
        points.push(...screen.map(inImage))
        if (start !== undefined && Math.hypot(last.x - start.x, last.y - start.y) > clickReach) isDrawn = true
        if (isDrawn) settings.outline.value = [...points]
      } else if (tool === 'ruler' && start !== undefined) settings.ruler.value = [inImage(start), inImage(last)]
      else if (tool === 'box' && start !== undefined) settings.box.value = boxOf(inImage(start), inImage(last))
      else if (start !== undefined && (isPanning || Math.hypot(last.x - start.x, last.y - start.y) > clickReach)) {
        isPanning = true
        pan(last.x - start.x, last.y - start.y)
        start = last
      }
    },
    toolUp: (at, { altKey }) => {
      const [tool, begun, moved, box] = [settings.tool.value, stroke, isPanning, settings.box.value]
      const [drawn, line] = [points, isDrawn]
      finish()
      if (begun !== undefined) {
        app.editing.made(begun.end())
        return
      }
      if (tool === 'ruler') {
        if (isPoint(settings.ruler.value)) settings.ruler.value = undefined
        return
      }
      if (tool === 'lasso') {
        if (line) app.lasso(drawn, altKey)
        else if (addCorner(app, inImage(at), reachOf(settings.camera.value.scale))) app.lasso(takeOutline(app), altKey)
        if (line) settings.outline.value = []
        return
      }
      if (tool === 'regions') {
        const structures = settings.structures.value
        here(place => ({ do: 'regions', place, points: drawn, erase: altKey, structures }))
      } else if (tool === 'box' && box !== undefined) here(place => ({ do: 'box', place, box }))
      else if (!moved) {
        const under = pixel(at)
        if (under === undefined) return
        settings.pointed.value = under
        if (tool === 'threshold') app.floodAt(under.x, under.y, altKey)
        else if (tool === 'fill') here(place => ({ do: 'fill', place, ...under, erase: altKey }))
        else here(place => ({ do: 'click', place, ...under, sign: altKey ? -1 : 1 }))
      }
    },
    toolCancel: () => {
      stroke?.cancel()
      settings.drawn.value++
      settings.outline.value = []
      finish()
    },
    pan,
    zoom: (at, factor) => {
      settings.fitted.value = false
      settings.camera.value = zoomAt(settings.camera.value, at, factor)
    },
    window: (dx, dy, isEnd) => {
      const [window, at] = [studio.shownWindow.value, studio.shown.value]
      if (window === undefined || at === undefined || isEnd) return
      // Across changes contrast, up and down brightness, as in radiology.
      const range = window.high - window.low
      const middle = (window.low + window.high) / 2 + (dy * range) / 400
      const half = (range / 2) * Math.exp(dx / 300)
      studio.setWindow({ low: middle - half, high: middle + half })
    },
    wheel: (at, turned, { altKey, ctrlKey, shiftKey, metaKey }) => {
      if (altKey || shiftKey || (!ctrlKey && (studio.shownImage.value?.depth ?? 1) > 1)) {
        notches += turned
        const whole = Math.trunc(notches)
        if (whole === 0 && Math.abs(turned) < 1) return
        notches = 0
        const step = (whole || turned) > 0 ? 1 : -1
        if (altKey) here(place => ({ do: 'walk', place, step }))
        else if (shiftKey) settings.radius.value = Math.max(0.5, Math.min(250, settings.radius.value * 1.2 ** step))
        else app.nextSlice(-step)
        return
      }
      settings.fitted.value = false
      // A pinch on a touch pad arrives as a wheel with Ctrl, in small turns.
      const gain = ctrlKey || metaKey ? 4 : 1
      settings.camera.value = zoomAt(settings.camera.value, at, zoomStep ** Math.max(-3, Math.min(3, turned * gain)))
    },
  }
}
