/** The card of one image: input, results, levels from coarse to fine, and agreement with the mask. */
import type { ImageSummary } from '@cuts/runtime'
import { resultLayout } from '@cuts/runtime/results'
import { html, type Markup } from '../drawing/markup.ts'
import { decimals, duration, plural } from '../words/quantities.ts'
import { chooseLevels } from './level-choice.ts'
import { renderImageMetrics } from './metrics-table.ts'
import { renderProposals } from './proposal-strip.ts'
import { type ImagePictures, type LevelPicture, type Picture, sourceOf } from './report-pictures.ts'

const levelsSideBySide = 8

const plotNote = html`<p class="small">The dots below each map are its segments in the same colours; similar segments are close together.</p>`

/** `position` is the image's place in the run, which names its anchor. */
export function renderImageCard(image: ImageSummary, pictures: ImagePictures | undefined, position: number): Markup {
  return html`
<article class="card" id="image-${position}" data-name="${image.id.toLowerCase()}" aria-labelledby="image-${position}-title">
  <header>
    <h3 id="image-${position}-title"><bdi>${image.id}</bdi></h3>
    <p class="small">${describe(image)}</p>
  </header>
  ${image.notices.map(notice => html`<p class="notice">${notice}</p>`)}
  ${pictures === undefined ? leftOut(image) : renderPictures(image, pictures)}
</article>`
}

function describe(image: ImageSummary): string {
  const colour = image.channels === 1 ? 'grey' : image.channels === 3 ? 'RGB' : `${image.channels} channels`
  return [
    `${image.width} × ${image.height} px`,
    colour,
    plural(image.levels.length, 'granularity', 'granularities'),
    plural(image.persistentRegions, 'persistent structure'),
    duration(image.seconds.total),
  ].join(' · ')
}

function leftOut(image: ImageSummary): Markup {
  const folder = resultLayout.imageFolder('')
  return html`<p class="small">The pictures of this image are in <code>${folder}<bdi>${image.id}</bdi>/</code>; they were left out
  here to keep this file small enough to open.</p>
  ${image.metrics === undefined ? undefined : renderImageMetrics(image.metrics)}`
}

function renderPictures(image: ImageSummary, pictures: ImagePictures): Markup {
  const { levels, contours } = pictures
  const chosen = chooseLevels(levels.length, levelsSideBySide, image.bestLevel)
  const shown = image.bestLevel ?? chosen[Math.floor(chosen.length / 2)] ?? 0
  const further = levels.map((_, i) => i).filter(i => !chosen.includes(i))
  const overlay = (png: Picture | undefined, row: 'kmeans' | 'persistent' | 'best', of: string): Markup => {
    const dice = image.metrics?.[row]?.dice
    const caption = html`Outline, ${of}${dice === undefined ? undefined : html`: Dice <b>${decimals(dice, 3)}</b>`}`
    return figure(image, png, { alt: `Outlines of the mask and of the ${of} segmentation over ${image.id}`, caption })
  }
  return html`
  <div class="figures">
    ${figure(image, pictures.input, { alt: `Input image ${image.id}`, caption: html`Input` })}
    ${figure(image, pictures.kmeans, { alt: `Spectral k-means label map of ${image.id}`, caption: html`Spectral k-means`, isMap: true })}
    ${figure(image, pictures.persistent, {
      alt: `Persistent structures of ${image.id}`,
      caption: html`Persistent structures`,
      isMap: true,
    })}
    ${renderExplorer(image, levels, shown)}
    ${
      contours === undefined
        ? undefined
        : html`<div class="numbers">${image.metrics === undefined ? undefined : renderImageMetrics(image.metrics)}</div>
    ${overlay(contours.kmeans, 'kmeans', 'k-means')}
    ${overlay(contours.persistent, 'persistent', 'persistent')}
    ${overlay(contours.best, 'best', 'best level')}`
    }
  </div>
  ${contours === undefined && image.metrics !== undefined ? renderImageMetrics(image.metrics) : undefined}
  ${renderProposals(image, pictures.proposals)}
  <h4>Granularity, coarse to fine</h4>
  ${levels.some(level => level.plot !== undefined) ? plotNote : undefined}
  <ol class="levels">${chosen.map(i => renderLevel(image, levels, i))}</ol>
  ${
    further.length === 0
      ? undefined
      : html`<details><summary>${plural(further.length, 'further granularity', 'further granularities')}</summary>
  <ol class="levels">${further.map(i => renderLevel(image, levels, i))}</ol></details>`
  }`
}

/** One level at full size, with a slider through all levels if scripts run. */
function renderExplorer(image: ImageSummary, levels: readonly LevelPicture[], shown: number): Markup | undefined {
  const level = levels[shown]
  if (level === undefined) return undefined
  return html`<figure class="explorer">
      ${picture(image, level.png, { alt: levelAlt(image, levels, shown), isMap: true })}
      <figcaption>Granularity: <output>${regions(level)}</output>${image.bestLevel === shown ? html` <span class="tag">best Dice</span>` : undefined}
      <label hidden><span class="hidden">Granularity of ${image.id}, coarse to fine</span>
      <input type="range" min="0" max="${levels.length - 1}" value="${shown}" step="1"></label></figcaption>
    </figure>`
}

function renderLevel(image: ImageSummary, levels: readonly LevelPicture[], index: number): Markup {
  const level = levels[index]!
  const best = image.bestLevel === index
  const drawn = picture(image, level.png, { alt: levelAlt(image, levels, index), isMap: true })
  return html`<li data-level="${index}"${best ? html` data-best` : undefined}><figure>${drawn}${renderPlot(image, level)}
    <figcaption>${regions(level)}${best ? html` <span class="tag">best Dice</span>` : undefined}</figcaption></figure></li>`
}

function renderPlot(image: ImageSummary, { plot, clusters }: LevelPicture): Markup | undefined {
  if (plot === undefined) return undefined
  // The list of levels is long, and the note above it says what plots are: a page beside its pictures says it once.
  if (typeof plot === 'string') return html`<img src="${plot}" alt="" loading="lazy" class="plot">`
  return html`<img src="${sourceOf(plot, 'image/svg+xml')}" alt="Segments of ${image.id} by likeness, in the colours of ${plural(clusters, 'region')}"
    width="100" height="100" loading="lazy" class="plot">`
}

function regions(level: LevelPicture): string {
  return plural(level.clusters, 'region')
}

function levelAlt(image: ImageSummary, levels: readonly LevelPicture[], index: number): string {
  if (typeof levels[index]!.png === 'string') return `${image.id}, ${regions(levels[index]!)}`
  return `Label map of ${image.id} with ${regions(levels[index]!)}, granularity ${index + 1} of ${levels.length}`
}

interface FigureOptions {
  readonly alt: string
  readonly caption: Markup
  /** Label maps keep hard pixels when enlarged. */
  readonly isMap?: boolean
}

function figure(image: ImageSummary, png: Picture | undefined, { alt, caption, isMap }: FigureOptions): Markup {
  const content =
    png === undefined
      ? html`<div class="missing" style="aspect-ratio: ${image.width} / ${image.height}">no picture</div>`
      : picture(image, png, { alt, isMap: isMap === true })
  return html`<figure>${content}<figcaption>${caption}</figcaption></figure>`
}

function picture(image: ImageSummary, png: Picture, { alt, isMap }: { alt: string; isMap: boolean }): Markup {
  return html`<img src="${sourceOf(png, 'image/png')}" alt="${alt}" width="${image.width}" height="${image.height}"
    loading="lazy"${isMap ? html` class="map"` : undefined}>`
}
