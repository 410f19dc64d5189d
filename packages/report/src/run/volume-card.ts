/** Volumes as pictures: three planes through the middle, with outlines of a few granularities, and a sheet of slices. */
import type { Summary } from '@cuts/runtime'
import type { VolumeSummary } from '@cuts/runtime/results'
import { html, type Markup } from '../drawing/markup.ts'
import { duration, plural } from '../words/quantities.ts'
import { type PlanePicture, type ReportVolumes, sourceOf, type VolumePictures } from './report-pictures.ts'

/** Returns nothing if no volume has pictures. */
export function renderVolumeCards({ volumes = [] }: Summary, pictures: ReportVolumes): Markup | undefined {
  const shown = volumes.filter(({ id }) => pictures.has(id))
  if (shown.length === 0) return undefined
  return html`
<section id="planes" aria-labelledby="planes-title">
  <h2 id="planes-title">Volumes in three planes</h2>
  <p>Each plane goes through the middle of the patient, at true proportions. Letters name the sides: <b>L</b>eft and <b>R</b>ight of
  the patient, <b>A</b>nterior and <b>P</b>osterior, <b>S</b>uperior and <b>I</b>nferior. The patient’s left is on the right of the
  picture. A file that does not state its orientation has no letters.</p>
  ${shown.map(volume => renderCard(volume, pictures.get(volume.id)!))}
</section>`
}

function renderCard(volume: VolumeSummary, { planes, sheet }: VolumePictures): Markup {
  const { id } = volume
  return html`
<article class="card">
  <header><h3><bdi>${id}</bdi></h3><p class="small">${describe(volume)}</p></header>
  ${[...new Set(planes.map(({ plane }) => plane))].map(
    plane =>
      html`<div class="figures">${planes.filter(picture => picture.plane === plane).map(picture => renderPlane(id, picture))}</div>`,
  )}
  ${
    sheet === undefined
      ? undefined
      : html`<figure><img src="${sourceOf(sheet, 'image/png')}" alt="Slices of ${id} with the outlines of the automatic level" loading="lazy">
    <figcaption>Slices, evenly spread, with the regions of the automatic level</figcaption></figure>`
  }
</article>`
}

function renderPlane(id: string, { plane, clusters, png }: PlanePicture): Markup {
  const regions = clusters === undefined ? undefined : plural(clusters, 'region')
  return html`<figure><img src="${sourceOf(png, 'image/png')}" alt="Middle ${plane} of ${id}${regions === undefined ? '' : `, outlines of ${regions}`}"
    loading="lazy"><figcaption>${plane[0]!.toUpperCase()}${plane.slice(1)}${regions === undefined ? '' : `, ${regions}`}</figcaption></figure>`
}

function describe({ width, height, depth, geometry, tree }: VolumeSummary): string {
  const spacing = geometry?.spacingMm.map(mm => Number(mm.toPrecision(3))).join(' × ')
  return [
    `${width} × ${height} × ${depth} voxels`,
    ...(spacing === undefined ? [] : [`${spacing} mm`]),
    ...(tree === undefined ? [] : [plural(tree.supervoxels, 'supervoxel'), duration(tree.seconds.total)]),
  ].join(' · ')
}
