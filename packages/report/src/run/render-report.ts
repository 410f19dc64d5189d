/** The report of a run: one HTML file that needs nothing else, reads without scripts, and prints. */
import type { Summary } from '@cuts/runtime'
import { contourColours } from '@cuts/runtime/pictures'
import { base64 } from '../drawing/base64.ts'
import { html, type Markup, trusted } from '../drawing/markup.ts'
import { duration, plural } from '../words/quantities.ts'
import { renderImageCard } from './image-card.ts'
import { renderImageIndex } from './image-index.ts'
import { renderTraining } from './loss-chart.ts'
import { renderMetrics } from './metrics-table.ts'
import { renderFailed, renderNotices } from './problems.ts'
import type { ReportPictures, ReportVolumes } from './report-pictures.ts'
import { renderSettings, renderTimings } from './run-facts.ts'
import { script } from './script.ts'
import { styles } from './styles.ts'
import { renderVolumeCards } from './volume-card.ts'
import { renderVolumeMetrics } from './volume-metrics.ts'

/**
 * Returns the whole document as text. Pictures are in it, or lie beside it. Nothing is downloaded; the page's own policy forbids
 * it.
 */
export async function renderReport(
  summary: Summary,
  pictures: ReportPictures,
  volumes: ReportVolumes = new Map(),
): Promise<string> {
  const isWhole = ![...pictures.values()].some(({ input }) => typeof input === 'string')
  const title = `Coarse-to-fine segmentation of ${isSolid(summary) ? plural(summary.volumes!.length, 'volume') : plural(summary.images.length, 'image')}`
  const sections: readonly (readonly [id: string, name: string, content: Markup | undefined])[] = [
    ['accuracy', 'Agreement', renderMetrics(summary)],
    ['volume-accuracy', 'Volumes', renderVolumeMetrics(summary)],
    ['planes', 'Planes', renderVolumeCards(summary, volumes)],
    ['images', 'Images', renderImages(summary, pictures)],
    ['failed', 'Failed', renderFailed(summary)],
    ['notices', 'Notices', renderNotices(summary)],
    ['training', 'Training', renderTraining(summary)],
    ['time', 'Time', renderTimings(summary)],
    ['settings', 'Settings', renderSettings(summary)],
  ]
  const present = sections.filter(([, , content]) => content !== undefined)
  // Only this script may run, so a file name that was mistaken for markup could do nothing.
  const policy = [
    "default-src 'none'",
    // 'self' where the folder is served, file: where it is opened from a disk.
    isWhole ? 'img-src data:' : "img-src data: 'self' file:",
    "style-src 'unsafe-inline'",
    `script-src 'sha256-${await hash(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="CUTS ${summary.version}">
<title>${title} · CUTS</title>
<link rel="icon" href="data:,">
<style>${trusted(styles)}</style>
</head>
<body>
<header class="top">
  <p class="eyebrow">CUTS report</p>
  <h1>${title}</h1>
  <p class="lead">${whatWasRun(summary)}</p>
  ${renderFailedLine(summary)}
  <p class="caution"><b>For research use only. Not a medical device.</b> Regions are found without labels and may miss or
  cut through anatomy and lesions; do not base a diagnosis or treatment on them.</p>
  <nav aria-label="Sections"><ul>${present.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
</header>
<main>${present.map(([, , content]) => content!)}
</main>
<footer><p class="small">Made by CUTS ${summary.version}. ${
    isWhole
      ? 'This file holds everything it shows and fetches nothing.'
      : 'The pictures lie beside this file, in images/; it needs nothing else.'
  }</p></footer>
<dialog id="enlarged" aria-label="Enlarged picture"><img alt=""><p class="small"></p>
<form method="dialog"><button>Close</button></form></dialog>
<script>${trusted(script)}</script>
</body>
</html>
`.markup
}

function whatWasRun(summary: Summary): Markup {
  const { images, train, seconds, preset, seed, device, threads } = summary
  if (isSolid(summary))
    return html`Voxels were grouped in three dimensions by their intensities, without an encoder, and condensed into regions from coarse
  to fine; ${plural(images.length, 'slice')} of them are shown below. The run took ${duration(seconds.total)} (preset <b>${preset}</b>,
  seed ${seed}).`
  const encoder =
    train === undefined
      ? html`A previously trained encoder was applied to ${plural(images.length, 'image')}`
      : train.steps === 0
        ? html`An encoder with random weights, normalised over the images, was applied to ${plural(images.length, 'image')}`
        : html`An encoder was trained for ${plural(train.steps, 'step')} on the images themselves, without labels`
  return html`${encoder}, and every image was condensed into regions from coarse to fine. The run took ${duration(seconds.total)}
  (preset <b>${preset}</b>, seed ${seed}, ${device}, ${plural(threads, 'thread')}).`
}

/** Whether all there is are volumes that were segmented in three dimensions. */
function isSolid({ images, volumes = [] }: Summary): boolean {
  return (
    volumes.length > 0 &&
    volumes.every(({ tree }) => tree !== undefined) &&
    images.every(({ sliceOf }) => sliceOf !== undefined)
  )
}

function renderFailedLine({ failed }: Summary): Markup | undefined {
  if (failed.length === 0) return undefined
  return html`<p class="warning"><b>${plural(failed.length, 'image')} could not be processed.</b>
  <a href="#failed">Which, and what to do</a></p>`
}

function renderImages(summary: Summary, pictures: ReportPictures): Markup | undefined {
  if (summary.images.length === 0) return undefined
  const hasMetrics = summary.images.some(image => image.metrics !== undefined)
  const hasContours = summary.images.some(image => pictures.get(image.id)?.contours !== undefined)
  return html`
<section id="images" aria-labelledby="images-title">
  <h2 id="images-title">Images</h2>
  <p>A region keeps its colour from one granularity to the next. Colours have no meaning beyond telling regions apart; k-means
  groups have colours of their own.${
    hasContours
      ? html` Outlines: <span class="key" style="--key: rgb(${contourColours.truth.join(' ')})">the given mask</span>,
  <span class="key" style="--key: rgb(${contourColours.prediction.join(' ')})">the segmentation</span>.`
      : undefined
  }${hasMetrics ? html` <sup>o</sup> marks an oracle, chosen using the mask.` : undefined}</p>
  ${renderImageIndex(summary)}
  <div id="cards">${summary.images.map((image, position) => renderImageCard(image, pictures.get(image.id), position))}
  </div>
</section>`
}

async function hash(text: string): Promise<string> {
  return base64(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))))
}
