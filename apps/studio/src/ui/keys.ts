/** Keys. Letters work while the image has the focus or nothing has; Ctrl+Z works everywhere but in text. */

import { frameOf } from '../engine/index.ts'
import type { App } from '../state/app.ts'
import { tools } from '../state/settings.ts'
import { oneToOne, toImage } from '../view/camera.ts'
import { pixelRatio } from '../view/screen.ts'
import { nextLevel } from './levels.ts'
import { addCorner, takeOutline } from './outline.ts'
import { words } from './words/index.ts'

export function listenToKeys(app: App): void {
  const letters = lettersOf(app)
  const { studio } = app
  const { settings } = studio
  document.addEventListener('keydown', event => {
    const target = event.target as HTMLElement
    const isText = target.matches('input:not([type=range], [type=color], [type=checkbox]), textarea, select')
    if ((event.ctrlKey || event.metaKey) && !isText && !event.altKey) {
      const key = event.key.toLowerCase()
      if (key === 'z' && !event.shiftKey) app.editing.undo()
      else if ((key === 'z' && event.shiftKey) || key === 'y') app.editing.redo()
      else return
      event.preventDefault()
      return
    }
    if (settings.panel.value !== 'none' || isText || event.ctrlKey || event.metaKey) return
    if (event.key === 'PageUp' || event.key === 'PageDown') {
      app.nextImage(event.key === 'PageDown' ? 1 : -1)
      event.preventDefault()
      return
    }
    if (target.id !== 'image' && target !== document.body) return
    if (!settings.singleKeys.value && event.key.length === 1 && event.key !== '?') return
    if (event.key === ' ') settings.panning.value = true
    if (event.key.toLowerCase() === 'h' && !event.repeat) settings.peeking.value = true
    if (moveCursor(app, event)) {
      event.preventDefault()
      return
    }
    const act = letters[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (act === undefined || studio.images.value.length === 0) return
    act(event)
    event.preventDefault()
  })
  document.addEventListener('keyup', event => {
    if (event.key === ' ') settings.panning.value = false
    if (event.key.toLowerCase() === 'h') settings.peeking.value = false
  })
  window.addEventListener('blur', () => {
    settings.panning.value = false
    settings.peeking.value = false
  })
}

function lettersOf(app: App): { readonly [key: string]: (event: KeyboardEvent) => void } {
  const { studio, here } = app
  const { settings } = studio
  const walk = (step: 1 | -1) => (): void => void here(place => ({ do: 'walk', place, step }))
  const size = (factor: number) => (): void => {
    settings.radius.value = Math.max(0.5, Math.min(250, settings.radius.value * factor))
  }
  const label = (by: 1 | -1) => (): void => {
    const { labels, active } = studio.document.value
    const at = labels.findIndex(({ id }) => id === active)
    const next = labels[(at + by + labels.length) % labels.length]!
    app.editing.run({ do: 'choose label', id: next.id })
  }
  const styles = ['outline', 'fill', 'none'] as const
  return {
    ...Object.fromEntries(tools.map((tool, index) => [String(index + 1), () => (settings.tool.value = tool)])),
    '+': walk(1),
    '=': walk(1),
    '-': walk(-1),
    '[': size(1 / 1.2),
    ']': size(1.2),
    ',': () => app.setLevel(nextLevel(studio.level.value, -1)),
    '.': () => app.setLevel(nextLevel(studio.level.value, 1)),
    t: app.split,
    j: app.fuse,
    q: label(-1),
    e: label(1),
    m: () => app.editing.run({ do: 'add label', name: words.value.newLabel(studio.document.value.labels.length + 1) }),
    p: () => {
      const [at, pixel] = [studio.shown.value, settings.hover.value]
      if (at === undefined || pixel === undefined) return
      const id = frameOf(studio.session(), at.place)[pixel.y * at.image.width + pixel.x]!
      if (id !== 0) app.editing.run({ do: 'choose label', id })
    },
    o: () => {
      settings.regionStyle.value = styles[(styles.indexOf(settings.regionStyle.value) + 1) % styles.length]!
    },
    i: studio.invertWindow,
    f: () => {
      settings.fitted.value = true
    },
    '0': () => {
      settings.fitted.value = false
      settings.camera.value = oneToOne(settings.camera.value, settings.view.value, pixelRatio())
    },
    '?': () => {
      settings.panel.value = 'help'
    },
    Enter: ({ altKey, shiftKey }) => {
      const pixel = settings.hover.value
      settings.pointed.value = pixel
      if (pixel !== undefined) useAt(app, pixel, altKey || shiftKey)
    },
    Escape: () => {
      settings.outline.value = []
      app.tree.close()
    },
    ' ': () => {},
    h: () => {},
  }
}

/** What the tool in hand does at a pixel, by the keyboard. Brushes draw a dot, the lasso sets a corner. */
function useAt(app: App, pixel: { readonly x: number; readonly y: number }, takesAway: boolean): void {
  const { settings } = app.studio
  const centre = { x: pixel.x + 0.5, y: pixel.y + 0.5 }
  const tool = settings.tool.value
  if (tool === 'lasso') {
    if (addCorner(app, centre, 0.5)) app.lasso(takeOutline(app), takesAway)
  } else if (tool === 'threshold' && settings.connected.value) app.floodAt(pixel.x, pixel.y, takesAway)
  else if (tool === 'brush' || tool === 'eraser' || tool === 'threshold') {
    const stroke = app.stroke(tool === 'eraser' || takesAway, centre)
    stroke?.to(centre)
    app.editing.made(stroke?.end())
  } else if (tool === 'regions') app.here(place => ({ do: 'regions', place, points: [centre], erase: takesAway }))
  else if (tool === 'fill') app.here(place => ({ do: 'fill', place, ...pixel, erase: takesAway }))
  else if (tool === 'box') setBoxCorner(app, pixel)
  else app.here(place => ({ do: 'click', place, ...pixel, sign: takesAway ? -1 : 1 }))
}

/** The first Enter sets a corner of the box, the second the opposite one. */
function setBoxCorner(app: App, { x, y }: { readonly x: number; readonly y: number }): void {
  const { settings } = app.studio
  const [corner] = settings.outline.value
  if (corner === undefined) {
    settings.outline.value = [{ x, y }]
    return
  }
  settings.outline.value = []
  const [left, top] = [Math.min(corner.x, x), Math.min(corner.y, y)]
  const box = { left, top, width: Math.abs(corner.x - x) + 1, height: Math.abs(corner.y - y) + 1 }
  app.here(place => ({ do: 'box', place, box }))
}

const arrows: { readonly [key: string]: readonly [number, number] } = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Moves the cursor in the image; Shift takes larger steps. */
function moveCursor(app: App, { key, shiftKey }: KeyboardEvent): boolean {
  const arrow = arrows[key]
  const { settings, shownImage } = app.studio
  const image = shownImage.value
  if (arrow === undefined || image === undefined) return false
  const { width, height } = settings.view.value
  const middle = toImage(settings.camera.value, { x: width / 2, y: height / 2 })
  const from = settings.hover.value ?? { x: Math.floor(middle.x), y: Math.floor(middle.y) }
  const step = shiftKey ? Math.max(1, Math.round(image.width / 20)) : Math.max(1, Math.round(image.width / 200))
  const clamp = (value: number, most: number): number => Math.max(0, Math.min(most - 1, value))
  settings.keyboardCursor.value = true
  settings.hover.value = {
    x: clamp(from.x + arrow[0] * step, image.width),
    y: clamp(from.y + arrow[1] * step, image.height),
  }
  return true
}
