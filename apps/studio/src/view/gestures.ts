/** From pointer, wheel and touch to what is meant. Positions are device pixels of the canvas. */
import type { Position } from './camera.ts'

export interface GestureTarget {
  /** Whether a press of this button draws with the tool, moves the image or changes the window. */
  readonly meaningOf: (event: PointerEvent) => 'tool' | 'pan' | 'window'
  readonly hover: (at: Position | undefined) => void
  readonly toolDown: (at: Position, event: PointerEvent) => void
  readonly toolMove: (points: readonly Position[], event: PointerEvent) => void
  readonly toolUp: (at: Position, event: PointerEvent) => void
  readonly toolCancel: () => void
  readonly pan: (dx: number, dy: number) => void
  readonly zoom: (at: Position, factor: number) => void
  readonly window: (dx: number, dy: number, isEnd: boolean) => void
  /** A turn of the wheel, in notches; positive away from the person. */
  readonly wheel: (at: Position, notches: number, event: WheelEvent) => void
}

/** Listens to a canvas; returns what ends it. Two fingers pan and pinch, whatever one of them had begun is taken back. */
export function listen(canvas: HTMLCanvasElement, target: GestureTarget): () => void {
  const touches = new Map<number, Position>()
  let active: { readonly id: number; readonly meaning: 'tool' | 'pan' | 'window'; last: Position } | undefined

  const at = (event: MouseEvent): Position => {
    const { left, top, width } = canvas.getBoundingClientRect()
    const ratio = canvas.width / Math.max(1, width)
    return { x: (event.clientX - left) * ratio, y: (event.clientY - top) * ratio }
  }
  const down = (event: PointerEvent): void => {
    canvas.focus({ preventScroll: true })
    canvas.setPointerCapture(event.pointerId)
    const place = at(event)
    if (event.pointerType === 'touch') touches.set(event.pointerId, place)
    if (touches.size === 2) {
      if (active?.meaning === 'tool') target.toolCancel()
      active = undefined
      return
    }
    if (active !== undefined) return
    active = { id: event.pointerId, meaning: target.meaningOf(event), last: place }
    if (active.meaning === 'tool') target.toolDown(place, event)
    event.preventDefault()
  }
  const move = (event: PointerEvent): void => {
    const place = at(event)
    if (touches.has(event.pointerId) && touches.size === 2) {
      pinch(event.pointerId, place)
      return
    }
    if (touches.has(event.pointerId)) touches.set(event.pointerId, place)
    if (active === undefined || active.id !== event.pointerId) {
      target.hover(place)
      return
    }
    const [dx, dy] = [place.x - active.last.x, place.y - active.last.y]
    active.last = place
    if (active.meaning === 'pan') target.pan(dx, dy)
    else if (active.meaning === 'window') target.window(dx, dy, false)
    else target.toolMove((event.getCoalescedEvents?.() ?? []).map(at).concat(place), event)
    target.hover(place)
  }
  const pinch = (id: number, place: Position): void => {
    const [other] = [...touches].find(([key]) => key !== id)!.slice(1) as [Position]
    const before = touches.get(id)!
    const middle = { x: (place.x + other.x) / 2, y: (place.y + other.y) / 2 }
    target.pan((place.x - before.x) / 2, (place.y - before.y) / 2)
    const spread = (a: Position): number => Math.max(1, Math.hypot(a.x - other.x, a.y - other.y))
    target.zoom(middle, spread(place) / spread(before))
    touches.set(id, place)
  }
  const up = (event: PointerEvent): void => {
    touches.delete(event.pointerId)
    if (active?.id !== event.pointerId) return
    const { meaning } = active
    active = undefined
    if (meaning === 'window') target.window(0, 0, true)
    if (meaning !== 'tool') return
    if (event.type === 'pointercancel') target.toolCancel()
    else target.toolUp(at(event), event)
  }
  const wheel = (event: WheelEvent): void => {
    event.preventDefault()
    const unit = event.deltaMode === 1 ? 3 : event.deltaMode === 2 ? 1 : 100
    // Some systems turn Shift and wheel, or Alt and wheel, into a wheel to the side.
    target.wheel(at(event), -(event.deltaY || event.deltaX) / unit, event)
  }
  const leave = (): void => target.hover(undefined)
  const menu = (event: Event): void => event.preventDefault()
  const listeners = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up, pointerleave: leave }
  for (const [type, listener] of Object.entries(listeners)) canvas.addEventListener(type, listener as EventListener)
  canvas.addEventListener('wheel', wheel, { passive: false })
  canvas.addEventListener('contextmenu', menu)
  return () => {
    for (const [type, listener] of Object.entries(listeners))
      canvas.removeEventListener(type, listener as EventListener)
    canvas.removeEventListener('wheel', wheel)
    canvas.removeEventListener('contextmenu', menu)
  }
}
