/** The first proposals of an image, best first, as a strip of small pictures. */
import type { ImageSummary } from '@cuts/runtime'
import { html, type Markup } from '../drawing/markup.ts'
import { type ProposalPicture, sourceOf } from './report-pictures.ts'

/** Returns nothing for an image without proposals. */
export function renderProposals(image: ImageSummary, proposals: readonly ProposalPicture[] = []): Markup | undefined {
  if (proposals.length === 0) return undefined
  return html`<h4>Proposals, the most likely objects first</h4>
  <ol class="proposals">${proposals.map(proposal => renderProposal(image, proposal))}</ol>`
}

function renderProposal(image: ImageSummary, { rank, png, areaPixels }: ProposalPicture): Markup {
  const share = areaPixels === undefined ? undefined : (100 * areaPixels) / (image.width * image.height)
  const size = share === undefined ? undefined : `${share < 10 ? share.toFixed(1) : Math.round(share)} %`
  const alt = `Proposal ${rank} of ${image.id}${size === undefined ? '' : `, ${size} of the image`}`
  return html`<li><figure><img src="${sourceOf(png, 'image/png')}" alt="${alt}" width="${image.width}" height="${image.height}" loading="lazy">
    <figcaption><b>${rank}</b>${size === undefined ? undefined : html` · ${size}`}</figcaption></figure></li>`
}
