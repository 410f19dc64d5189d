/** The two planes across the slices of a volume, with the cross in which all three meet. */
import { effect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Point } from '../engine/index.ts'
import type { App } from '../state/app.ts'
import type { Section } from '../state/planes.ts'
import { labelColoursOf } from '../state/scene.ts'
import { paintSection } from '../view/paint-section.ts'
import type { EdgeLetters } from '../view/planes.ts'
import { number, words } from './words/index.ts'

export function PlanesPanel({ app }: { readonly app: App }) {
  const { planes, studio } = app
  const image = studio.shownImage.value
  useEffect(() => {
    void planes.load()
  }, [planes, image?.id])
  const sections = planes.sections.value
  if (image === undefined || image.depth < 2 || sections.length === 0) return null
  const t = words.value
  return (
    <details class="panel planes" open>
      <summary>{t.planes}</summary>
      {sections.map((section, index) => (
        <PlaneView key={section.plane.name} app={app} section={section} index={index} />
      ))}
      <Extent app={app} />
      <div class="buttons">
        <button type="button" class="small" onClick={planes.fillBetween}>
          {t.fillBetween}
        </button>
      </div>
    </details>
  )
}

/** How large the label in use is in the whole volume. */
function Extent({ app }: { readonly app: App }) {
  const { studio, planes } = app
  studio.revision.value
  const place = studio.shown.value?.place
  const { labels, active } = studio.document.value
  if (place === undefined) return null
  let voxels = 0
  for (const value of studio.session().pixels.get(place.image)!) if (value === active) voxels++
  const spacing = planes.spacing.value
  const mm3 = spacing && voxels * spacing[0] * spacing[1] * spacing[2]
  const parts = [
    mm3 === undefined ? words.value.noSpacing : `${number(mm3, mm3 < 100 ? 1 : 0)} mm³`,
    words.value.voxels(number(voxels)),
  ]
  return (
    <p class="hint extent">
      {labels.find(({ id }) => id === active)?.name}: {parts.join(' · ')}
    </p>
  )
}

interface PlaneProps {
  readonly app: App
  readonly section: Section
  readonly index: number
}

/** A press that moves no farther than this is a click, CSS pixels. */
const clickReach = 4

function PlaneView({ app, section, index }: PlaneProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  /** Where a press began that is still a click. */
  const pressed = useRef<Point | undefined>(undefined)
  const { planes, studio } = app
  useEffect(
    () =>
      effect(() => {
        const [now, window] = [planes.sections.value[index], studio.shownWindow.value]
        const drawn = planes.drawn.value
        const element = canvas.current
        if (now === undefined || window === undefined || element === null) return
        paintSection(
          element,
          now.image,
          drawn?.name === now.plane.name ? drawn.labels : now.labels,
          window,
          labelColoursOf(studio.document.value),
          studio.settings.opacity.value,
        )
      }),
    [planes, studio, index],
  )
  const t = words.value
  const { image, at, spacing, sections, plane, letters } = section
  const { width, height } = image
  const [x, y] = [(at[0] + 0.5) / width, (at[1] + 0.5) / height]
  const under = (event: PointerEvent): Point => {
    const box = canvas.current!.getBoundingClientRect()
    const clamp = (value: number, most: number): number => Math.min(most - 0.001, Math.max(0, value))
    return {
      x: clamp(((event.clientX - box.left) / box.width) * width, width),
      y: clamp(((event.clientY - box.top) / box.height) * height, height),
    }
  }
  const isClick = ({ clientX, clientY }: PointerEvent): boolean =>
    pressed.current !== undefined && Math.hypot(clientX - pressed.current.x, clientY - pressed.current.y) <= clickReach
  /** What a click does: with tools that mean nothing here it moves the cross. */
  const use = (at: Section['at'], takesAway: boolean): void => {
    const tool = studio.settings.tool.value
    if (tool === 'fill') planes.fill(section, at, takesAway)
    else if (tool === 'select' || tool === 'regions') void app.takeAcross(section, at, takesAway)
    else planes.point(section, at)
  }
  const voxel = (event: PointerEvent) => {
    const { x, y } = under(event)
    return [Math.floor(x), Math.floor(y), at[2]] as const
  }
  const name = t.plane[plane.name]
  return (
    <figure class="plane">
      <figcaption>{name}</figcaption>
      <div
        class="plane-image"
        style={{ aspectRatio: `${width * spacing[0]} / ${height * spacing[1]}` }}
        onPointerDown={event => {
          event.currentTarget.setPointerCapture(event.pointerId)
          if (event.button !== 0 || planes.begin(section, under(event), event.altKey)) return
          pressed.current = { x: event.clientX, y: event.clientY }
        }}
        onPointerMove={event => {
          if (event.buttons !== 1) return
          if (planes.drawn.value !== undefined) planes.draw(under(event))
          else if (!isClick(event)) {
            pressed.current = undefined
            planes.point(section, voxel(event))
          }
        }}
        onPointerUp={event => {
          planes.end()
          if (isClick(event)) use(voxel(event), event.altKey)
          pressed.current = undefined
        }}
        onPointerCancel={() => {
          planes.end(true)
          pressed.current = undefined
        }}
        onWheel={event => {
          event.preventDefault()
          const next = at[2] + Math.sign(event.deltaY)
          if (next >= 0 && next < sections) planes.point(section, [at[0], at[1], next])
        }}
      >
        <canvas ref={canvas} width={width} height={height} />
        <svg class="cross" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
          <path d={`M0 ${y}H1M${x} 0V1`} />
        </svg>
        <Letters letters={letters} />
      </div>
      <input
        type="range"
        min="0"
        max={sections - 1}
        step="1"
        value={at[2]}
        aria-label={name}
        aria-valuetext={t.sectionOf(at[2] + 1, sections)}
        onInput={event => planes.point(section, [at[0], at[1], Number(event.currentTarget.value)])}
      />
    </figure>
  )
}

/** Sides of the patient at the edges of an image. */
export function Letters({ letters }: { readonly letters: EdgeLetters | undefined }) {
  if (letters === undefined) return null
  return (
    <div class="letters" aria-hidden="true">
      {(['left', 'right', 'top', 'bottom'] as const).map(edge => (
        <span key={edge} class={edge}>
          {letters[edge]}
        </span>
      ))}
    </div>
  )
}
