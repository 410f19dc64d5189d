/** The image: a canvas that paints the scene, and the lines of tools over it. */
import { effect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { type Point, takeTouched } from '../engine/index.ts'
import type { App } from '../state/app.ts'
import { createScene } from '../state/scene.ts'
import { fit, type Position, resized, toScreen } from '../view/camera.ts'
import { listen } from '../view/gestures.ts'
import { createScreen, pixelRatio } from '../view/screen.ts'
import { createHand } from './hand.ts'
import { Letters } from './planes-panel.tsx'
import { number, words } from './words/index.ts'

export function ImageView({ app }: { readonly app: App }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { settings, shownImage } = app.studio
  useEffect(() => {
    const element = canvas.current!
    const screen = createScreen(element)
    const scene = createScene(app.studio, app.lit, pixelRatio)
    let frame = 0
    const repaint = (): void => {
      frame ||= requestAnimationFrame(() => {
        frame = 0
        const place = app.studio.shown.value?.place
        screen.paint(scene.value, place && takeTouched(app.studio.session(), place))
      })
    }
    const resize = new ResizeObserver(() => {
      const ratio = pixelRatio()
      const view = {
        width: Math.max(1, Math.round(element.clientWidth * ratio)),
        height: Math.max(1, Math.round(element.clientHeight * ratio)),
      }
      const before = settings.view.value
      if (view.width === before.width && view.height === before.height) return
      element.width = view.width
      element.height = view.height
      settings.camera.value = resized(settings.camera.value, before, view)
      settings.view.value = view
      screen.paint(scene.value)
    })
    resize.observe(element)
    const stops = [
      effect(() => {
        const image = shownImage.value
        if (settings.fitted.value && image !== undefined) settings.camera.value = fit(image, settings.view.value)
      }),
      effect(() => {
        scene.value
        repaint()
      }),
      listen(element, createHand(app)),
    ]
    return () => {
      for (const stop of stops) stop()
      resize.disconnect()
      cancelAnimationFrame(frame)
    }
  }, [app])
  return (
    <div class="stage">
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it takes keys as an application does */}
      <canvas
        id="image"
        ref={canvas}
        role="application"
        aria-label={words.value.image}
        aria-roledescription={words.value.canvasRole}
        aria-describedby="status"
        tabIndex={0}
        data-tool={settings.panning.value ? 'pan' : settings.tool.value}
      />
      <Lines app={app} />
      <Letters letters={app.planes.letters.value} />
    </div>
  )
}

/** The brush under the pointer and the box being drawn, in device pixels over the canvas. */
function Lines({ app }: { readonly app: App }) {
  const { settings } = app.studio
  const { width, height } = settings.view.value
  const camera = settings.camera.value
  const [hover, box, tool] = [settings.hover.value, settings.box.value, settings.tool.value]
  const isBrush = tool === 'brush' || tool === 'eraser' || (tool === 'threshold' && !settings.connected.value)
  const outline = settings.outline.value.map(point => toScreen(camera, point))
  const at = hover && toScreen(camera, { x: hover.x + 0.5, y: hover.y + 0.5 })
  const corner = box && toScreen(camera, { x: box.left, y: box.top })
  const line = tool === 'ruler' ? settings.ruler.value : undefined
  const ruler = line?.map(point => toScreen(camera, point)) as [Position, Position] | undefined
  const voxel = app.planes.cross.value
  const cross = voxel && toScreen(camera, { x: voxel[0] + 0.5, y: voxel[1] + 0.5 })
  return (
    <svg class="lines" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {isBrush && at && <circle cx={at.x} cy={at.y} r={settings.radius.value * camera.scale} />}
      {!isBrush && at && settings.keyboardCursor.value && (
        <path d={`M${at.x - 12} ${at.y}h24M${at.x} ${at.y - 12}v24`} />
      )}
      {outline.length > 0 && (
        <path d={`M${outline.map(({ x, y }) => `${x} ${y}`).join('L')}${hover && at ? `L${at.x} ${at.y}` : ''}`} />
      )}
      {outline[0] && <circle cx={outline[0].x} cy={outline[0].y} r={5} />}
      {cross && <path class="cross" d={`M0 ${cross.y}H${width}M${cross.x} 0V${height}`} />}
      {ruler && (
        <g>
          <path d={`M${ruler[0].x} ${ruler[0].y}L${ruler[1].x} ${ruler[1].y}`} />
          <text
            x={ruler[1].x + 10 * pixelRatio()}
            y={ruler[1].y - 6 * pixelRatio()}
            style={{ fontSize: `${14 * pixelRatio()}px` }}
          >
            {lengthInWords(line!, app.studio.shown.value?.image.geometry?.spacingMm)}
          </text>
        </g>
      )}
      {corner && box && (
        <rect x={corner.x} y={corner.y} width={box.width * camera.scale} height={box.height * camera.scale} />
      )}
    </svg>
  )
}

/** How long a line is: in millimetres if the file says how far apart its pixels are. */
function lengthInWords([a, b]: readonly [Point, Point], spacing: readonly number[] | undefined): string {
  const px = Math.hypot(b.x - a.x, b.y - a.y)
  if (spacing === undefined) return `${number(px, 1)} px (${words.value.noSpacing})`
  const mm = Math.hypot((b.x - a.x) * spacing[0]!, (b.y - a.y) * spacing[1]!)
  return `${number(mm, mm < 10 ? 2 : 1)} mm`
}
