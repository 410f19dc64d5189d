export { type Asking, answerTo, type Question, questionOf } from './answering.ts'
export { regionAreas } from './areas.ts'
export { type Command, perform } from './commands.ts'
export { type Colour, type Document, emptyDocument, type Label } from './document.ts'
export { type FoundMask, masksBetween, paintMasks } from './everywhere.ts'
export { floodByValue, withinRange } from './intensities.ts'
export { type Entry, shapings, type Title } from './log.ts'
export type { Place } from './patch.ts'
export { cutOf, levelOf, lookupOf, type Regions } from './regions.ts'
export type { Box } from './runs.ts'
export { fillSection, openSectionStroke, type SectionStroke } from './sections.ts'
export { type Snap, takeAnswer } from './select-step.ts'
export { leavesAt, leavesIn } from './selecting.ts'
export {
  addImage,
  areasOf,
  createSession,
  frameKey,
  frameOf,
  imageOf,
  redo,
  type Session,
  type SessionImage,
  setRegions,
  takeTouched,
  undo,
} from './session.ts'
export { openStroke, type Stroke } from './stroke.ts'
export type { Point } from './strokes.ts'
