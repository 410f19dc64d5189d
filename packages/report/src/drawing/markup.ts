/** HTML text that is safe by construction: whatever is put into a template is escaped unless it is markup itself. */

export interface Markup {
  readonly markup: string
}

type Part = string | number | Markup | readonly Markup[] | undefined

/** Template tag: literal parts are HTML, strings and numbers are escaped, `undefined` leaves nothing. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let markup = literals[0] ?? ''
  for (const [i, part] of parts.entries()) markup += toMarkup(part) + (literals[i + 1] ?? '')
  return { markup }
}

/**
 * Text that is already HTML (an SVG of our own, a style sheet). Never for anything that comes from a file or its name.
 */
export function trusted(markup: string): Markup {
  return { markup }
}

/** Escapes text for HTML, XML and SVG, also within quotes. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, character => entities[character] ?? character)
}

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function toMarkup(part: Part): string {
  if (part === undefined) return ''
  if (typeof part === 'string') return escapeMarkup(part)
  if (typeof part === 'number') return String(part)
  if ('markup' in part) return part.markup
  return part.map(piece => piece.markup).join('')
}
