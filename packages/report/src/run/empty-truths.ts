/** What the means leave out. */
import { type Summary, tellEmptyTruths } from '@cuts/runtime'
import { html, type Markup } from '../drawing/markup.ts'

/** A line on images and volumes whose mask marks nothing; nothing if there are none. */
export function renderEmptyTruths({ emptyTruths }: Summary): Markup | undefined {
  const told = tellEmptyTruths(emptyTruths)
  return told === undefined ? undefined : html`<p class="small">Not in the means: ${told}</p>`
}
