/** The line that says what is going on, what is under the pointer and how large a pixel is. */
import { frameOf, regionAreas } from '../engine/index.ts'
import type { App } from '../state/app.ts'
import type { Status } from '../state/studio.ts'
import { shownInWords } from './granularity.tsx'
import { number, words } from './words/index.ts'

export function StatusLine({ app }: { readonly app: App }) {
  const { studio } = app
  const { regions, progress, status } = studio
  const t = words.value
  const work = progress.value
  const parts: string[] = []
  if (work !== undefined) parts.push(t.work[work.kind])
  if (regions.value !== undefined) parts.push(`${shownInWords(app)} ${t.origin[regions.value.origin]}`)
  const told = describe(status.value)
  if (told !== undefined) parts.unshift(told)
  return (
    <div class="status-line">
      <p id="status" role="status" class={status.value.kind === 'error' ? 'bad' : ''}>
        {parts.join(' · ')}
      </p>
      {work?.kind === 'encoder' && (
        <span class="work">
          <progress aria-label={t.progress} max={1} value={work.share} />
          <button type="button" class="small" onClick={app.opening.stop}>
            {t.cancel}
          </button>
        </span>
      )}
      {app.everywhere.share.value !== undefined && (
        <span class="work">
          {t.tree.looking}
          <progress aria-label={t.tree.looking} max={1} value={app.everywhere.share.value} />
          <button type="button" class="small" onClick={app.everywhere.stop}>
            {t.cancel}
          </button>
        </span>
      )}
      <Probe app={app} />
    </div>
  )
}

function describe(status: Status): string | undefined {
  const t = words.value
  switch (status.kind) {
    case 'ready':
      return undefined
    case 'undone':
    case 'redone':
      return t[status.kind](t.step[status.title])
    case 'saved':
      return t.savedAs(status.name)
    case 'found':
      return t.tree.found(number(status.count), number(status.of))
    case 'nothing to find':
      return t.tree.nothingToFind
    case 'error':
      return status.remedy === undefined ? status.message : `${status.message} ${status.remedy}`
    default:
      return t[status.kind]
  }
}

function Probe({ app }: { readonly app: App }) {
  const { studio } = app
  const [at, pixel] = [studio.shown.value, studio.settings.hover.value]
  if (at === undefined) return null
  const t = words.value
  const { image, place } = at
  const spacing = image.geometry?.spacingMm
  const parts: string[] = []
  if (pixel !== undefined) {
    const index = pixel.y * image.width + pixel.x
    parts.push(`${pixel.x}, ${pixel.y}`)
    if (spacing !== undefined) parts.push(`${number(pixel.x * spacing[0], 1)}, ${number(pixel.y * spacing[1], 1)} mm`)
    const area = image.width * image.height
    const values = Array.from({ length: Math.min(3, image.channels) }, (_, c) => image.pixels[c * area + index]!)
    parts.push(values.map(value => number(value, 2)).join(' / '))
    const [regions, lookup] = [studio.regions.value, studio.lookup.value]
    if (regions !== undefined && lookup !== undefined) {
      const px = regionAreas(regions, lookup)[lookup[regions.leaves[index]!]!]!
      parts.push(`${t.region}: ${number(px)} px${spacing ? `, ${number(px * spacing[0] * spacing[1], 1)} mm²` : ''}`)
    }
    const id = frameOf(studio.session(), place)[index]!
    const label = studio.document.value.labels.find(other => other.id === id)
    if (label !== undefined) parts.push(label.name)
  }
  if (spacing === undefined) parts.push(t.noSpacing)
  return <p class="probe">{parts.join(' · ')}</p>
}
