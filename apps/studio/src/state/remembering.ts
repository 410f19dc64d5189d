/** What a session teaches about other images: each label as a few numbers, and what of the session that leaves out. */
import { exemplarOf } from '@cuts/core/selection'
import { type ExemplarFile, type LabelledExemplar, parseExemplars, withExemplar } from '@cuts/runtime/results'
import type { Session, Title } from '../engine/index.ts'

/** Steps that say something about an object; others are about the pixels of one image. */
const meant: ReadonlySet<Title> = new Set(['add', 'remove', 'walk', 'box', 'regions', 'take', 'everywhere'])
const drawn: ReadonlySet<Title> = new Set([
  'brush',
  'erase',
  'lasso',
  'threshold',
  'fill',
  'grow',
  'shrink',
  'smooth',
  'fill holes',
  'keep largest',
])

export interface Replay {
  readonly format: 'cuts-replay'
  readonly version: 1
  /** Steps in effect that select, and that draw: of those only the shape they gave to a label is remembered. */
  readonly selecting: number
  readonly drawing: number
  /** Labelled images and slices that had no regions when the session was saved: nothing of them is remembered. */
  readonly unseen: number
}

/** The files that go into a session for other programs: `exemplars.json` and `replay.json`, as text. */
export function remember(session: Session): { readonly exemplars: string; readonly replay: string } {
  let exemplars: readonly LabelledExemplar[] = []
  const empty: ExemplarFile = { format: 'cuts-exemplars', version: 1, exemplars: [] }
  let text = `${JSON.stringify(empty, undefined, 2)}\n`
  for (const { regions, selection } of session.held.values())
    for (const { id, name } of session.document.labels) {
      const exemplar = exemplarOf(
        regions.space,
        selection.owner.map(owner => (owner === id ? 1 : 0)),
      )
      if (exemplar === undefined) continue
      text = withExemplar(exemplars, asLabel(name, id), exemplar)
      exemplars = parseExemplars(new TextEncoder().encode(text), 'exemplars.json')
    }
  const steps = session.log.entries.slice(0, session.log.position)
  const labelled = [...session.areas].filter(([, areas]) => areas.some((area, label) => label > 0 && area > 0))
  const replay: Replay = {
    format: 'cuts-replay',
    version: 1,
    selecting: steps.filter(({ title }) => meant.has(title)).length,
    drawing: steps.filter(({ title }) => drawn.has(title)).length,
    unseen: labelled.filter(([frame]) => !session.held.has(frame)).length,
  }
  return { exemplars: text, replay: `${JSON.stringify(replay, undefined, 2)}\n` }
}

/** A label's name as the command line takes it, where labels are names of folders. */
function asLabel(name: string, id: number): string {
  const plain = name
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}_-]+/gu, ' ')
    .replace(/^[ _-]+/, '')
    .trim()
    .slice(0, 40)
    .trim()
  return plain === '' ? `label ${id}` : plain
}
