/** Images and volumes that the means leave out. */
import type { Summary } from '@cuts/runtime'
import { tellEmptyTruths } from '@cuts/runtime/pipeline'
import { html, type Markup } from '../drawing/markup.ts'

/** Returns a line about images and volumes with empty masks, or no text if there are none. */
export function renderEmptyTruths({ emptyTruths }: Summary): Markup | undefined {
  const told = tellEmptyTruths(emptyTruths)
  return told === undefined ? undefined : html`<p class="small">Not in the means: ${told}</p>`
}
