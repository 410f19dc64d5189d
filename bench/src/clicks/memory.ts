/** What three earlier picks are worth: one click with them, and none. Boxes and rough masks beside them. */
import { correctingClick, createRandom } from '@cuts/core'
import { dice } from '@cuts/core/metrics'
import {
  applyExemplars,
  clickAt,
  type Exemplar,
  emptySelection,
  exemplarOf,
  maskOfSelection,
  type PickRules,
  type Selection,
  selectBox,
  selectMask,
} from '@cuts/core/selection'
import { spaceOf } from './simulate.ts'
import type { TreeSample } from './trees.ts'

export interface MemoryFigures {
  /** Mean Dice. */
  readonly click: number
  readonly clickWithMemory: number
  readonly noClick: number
  readonly box: number
  readonly mask: number
}

const draws = 2
const remembered = 3

export function measureMemory(samples: readonly TreeSample[], rules: PickRules, seed: number): MemoryFigures {
  const exemplars = samples.map(sample => {
    const space = spaceOf(sample)
    return exemplarOf(space, selectMask(space, emptySelection(space), 1, sample.truth).owner)
  })
  const random = createRandom(seed)
  const rows = samples.flatMap((sample, index) => {
    const { truth } = sample
    const space = spaceOf(sample)
    const score = (selection: Selection): number => dice(maskOfSelection(space, selection, 1).data, truth.data)
    const nothing = emptySelection(space)
    const place = correctingClick({ ...truth, data: new Uint8Array(truth.data.length) }, truth)
    if (place === undefined) return []
    const click = { ...place, label: 1 }
    const single = score(clickAt(space, nothing, click, { rules }))
    const box = score(selectBox(space, nothing, 1, boxOf(truth.data, truth.width)))
    const mask = score(selectMask(space, nothing, 1, truth))
    return Array.from({ length: draws }, () => {
      const others = samples.flatMap((_, other) => (other === index ? [] : (exemplars[other]! ?? [])))
      const three: Exemplar[] = []
      while (three.length < remembered) three.push(...others.splice(random.integer(others.length), 1))
      const found = applyExemplars(space, three)
      return {
        click: single,
        clickWithMemory: score(clickAt(space, nothing, click, { rules, exemplars: three })),
        noClick: found === undefined ? 0 : score({ ...nothing, owner: found.inside }),
        box,
        mask,
      }
    })
  })
  const mean = (name: keyof MemoryFigures): number => rows.reduce((sum, row) => sum + row[name], 0) / rows.length
  return {
    click: mean('click'),
    clickWithMemory: mean('clickWithMemory'),
    noClick: mean('noClick'),
    box: mean('box'),
    mask: mean('mask'),
  }
}

function boxOf(mask: Uint8Array, width: number) {
  let [left, top, right, bottom] = [width, mask.length, -1, -1]
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue
    const [x, y] = [i % width, Math.floor(i / width)]
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  return { left, top, right, bottom }
}
