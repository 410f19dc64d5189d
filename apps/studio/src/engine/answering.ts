/** Questions to selection, which may take long in a large image: as data, so that another thread can answer them. */
import { clickAt, type LabelClick, type Selection, type SelectionSpace, selectBox } from '@cuts/core/selection'
import type { Place } from './patch.ts'
import type { Box } from './runs.ts'
import { frameOf, imageOf, type Session } from './session.ts'

export type Question =
  | { readonly title: 'add' | 'remove'; readonly click: LabelClick }
  | {
      readonly title: 'box'
      readonly label: number
      /** First and last column and row. */
      readonly box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }
    }

/** Commands that ask. */
export type Asking =
  | { readonly do: 'click'; readonly place: Place; readonly x: number; readonly y: number; readonly sign: 1 | -1 }
  | { readonly do: 'box'; readonly place: Place; readonly box: Box }

/** What a command asks; undefined if it asks nothing, such as an empty box. */
export function questionOf(session: Session, command: Asking): Question | undefined {
  const { active } = session.document
  if (command.do === 'box') {
    const { left, top, width, height } = command.box
    if (width < 1 || height < 1) return undefined
    return { title: 'box', label: active, box: { left, top, right: left + width - 1, bottom: top + height - 1 } }
  }
  const { place, x, y, sign } = command
  const under = frameOf(session, place)[y * imageOf(session, place.image).width + x]!
  // What is taken away is taken from the label that is there.
  const label = sign === -1 && under !== 0 ? under : active
  return { title: sign === 1 ? 'add' : 'remove', click: { x, y, label, sign } }
}

export function answerTo(space: SelectionSpace, selection: Selection, question: Question): Selection {
  return question.title === 'box'
    ? selectBox(space, selection, question.label, question.box)
    : clickAt(space, selection, question.click)
}
