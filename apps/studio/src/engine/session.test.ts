import { createRandom, type Random } from '@cuts/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { smallRegions } from '../testing/small-regions.ts'
import {
  addImage,
  areasOf,
  type Command,
  createSession,
  cutOf,
  frameOf,
  lookupOf,
  paintMasks,
  perform,
  type Regions,
  redo,
  type Session,
  setRegions,
  shapings,
  undo,
} from './index.ts'
import { restoreSession, startOf } from './saved.ts'

const [width, height] = [36, 28]
const places = [
  { image: 'a', slice: 0 },
  { image: 'a', slice: 1 },
  { image: 'b', slice: 0 },
] as const

const snaps = [undefined, 'shown', 'finest'] as const

let regions: readonly Regions[]
beforeAll(() => {
  regions = places.map((_, index) => smallRegions(width, height, index + 1))
})

function open(): Session {
  const session = createSession()
  addImage(session, { id: 'a', name: 'a.nii', width, height, depth: 2 })
  addImage(session, { id: 'b', name: 'b.png', width, height, depth: 1 })
  for (const [index, place] of places.entries()) setRegions(session, place, regions[index]!)
  return session
}

/** Everything that must come back: pixels, document, and what is selected. */
function stateOf({ document, pixels, held }: Session): object {
  return structuredClone({
    document,
    pixels,
    selected: [...held].map(([key, { selection }]) => [key, selection.owner, selection.clicks, selection.edits]),
  })
}

function draw(random: Random, session: Session): Command {
  const place = places[random.integer(places.length)]!
  const at = () => ({ x: random.integer(width), y: random.integer(height) })
  const points = () => Array.from({ length: 1 + random.integer(4) }, at)
  const erase = random.integer(4) === 0
  const ids = session.document.labels.map(({ id }) => id)
  const id = ids[random.integer(ids.length)]!
  const [p, q] = [at(), at()]
  const commands: readonly (() => Command)[] = [
    () => ({ do: 'click', place, ...p, sign: erase ? -1 : 1 }),
    () => ({ do: 'click', place, ...p, sign: 1 }),
    () => ({ do: 'walk', place, step: erase ? -1 : 1 }),
    () => ({
      do: 'box',
      place,
      box: {
        left: Math.min(p.x, q.x),
        top: Math.min(p.y, q.y),
        width: Math.abs(p.x - q.x) + 1,
        height: Math.abs(p.y - q.y) + 1,
      },
    }),
    () => ({ do: 'regions', place, points: points(), erase }),
    () => ({
      do: 'brush',
      place,
      points: points(),
      radius: 0.5 + random.integer(5),
      erase,
      snap: snaps[random.integer(3)],
    }),
    () => ({ do: 'fill', place, ...p, erase }),
    () => ({ do: 'lasso', place, points: [...points(), ...points(), p], erase, snap: snaps[random.integer(3)] }),
    () => ({ do: 'shape', place, how: shapings[random.integer(5)]!, radius: 0.5 + random.integer(3) }),
    () => ({ do: 'take', place, nodes: [random.integer(60), random.integer(60)], erase }),
    () => ({ do: 'split', place, ...p }),
    () => ({ do: 'fuse', place, ...p }),
    () => ({ do: 'even', place }),
    () => ({ do: 'level', place, clusters: 1 + random.integer(20) }),
    () => ({ do: 'add label', name: `label ${random.integer(99)}` }),
    () => ({ do: 'change label', id, to: { name: `name ${random.integer(9)}`, locked: random.integer(6) === 0 } }),
    () => ({ do: 'choose label', id }),
    () => ({ do: 'done', image: place.image, done: erase }),
    () => (random.integer(5) === 0 ? { do: 'remove label', id } : { do: 'choose label', id }),
    () => (random.integer(3) === 0 ? { do: 'clear', place } : { do: 'choose label', id }),
  ]
  return commands[random.integer(commands.length)]!()
}

describe.each([1, 2, 3])('500 commands drawn with seed %i', seed => {
  it('are undone to the start and redone to the end, and a saved session is the same', () => {
    const session = open()
    const start = stateOf(session)
    const random = createRandom(seed)
    const made = new Set<string>()
    let next: Command | undefined
    for (let n = 0; n < 500; n++) {
      const command: Command = next ?? draw(random, session)
      // A walk means something only after a click.
      next = command.do === 'click' && n % 2 === 0 ? { do: 'walk', place: command.place, step: 1 } : undefined
      if (perform(session, command) !== undefined) made.add(command.do)
    }
    // Of every kind some had an effect: otherwise the rest proves little.
    expect([...made].sort()).toHaveLength(19)
    const end = stateOf(session)
    expect(end).not.toEqual(start)
    const { entries } = session.log
    const saved = {
      version: 1 as const,
      start: startOf(session),
      images: session.images.map(image => ({ ...image, files: [] })),
      steps: entries.length,
      position: entries.length,
      place: undefined,
    }
    const again = restoreSession(saved, structuredClone(entries))
    expect(again.document).toEqual(session.document)
    expect(again.pixels).toEqual(session.pixels)
    for (const place of places) {
      const counted = new Float64Array(256)
      for (const value of frameOf(session, place)) if (value > 0) counted[value]!++
      expect(areasOf(session, place)).toEqual(counted)
      expect(areasOf(again, place)).toEqual(counted)
    }

    let steps = 0
    while (undo(session) !== undefined) steps++
    expect(steps).toBe(entries.length)
    expect(stateOf(session)).toEqual(start)
    while (redo(session) !== undefined) steps--
    expect(steps).toBe(0)
    expect(stateOf(session)).toEqual(end)
  })
})

describe('a session', () => {
  it('keeps locked pixels, whatever is drawn over them', () => {
    const session = open()
    const place = places[2]
    perform(session, { do: 'brush', place, points: [{ x: 5, y: 5 }], radius: 3, erase: false })
    const kept = frameOf(session, place).map(value => (value === 1 ? 1 : 0))
    perform(session, { do: 'change label', id: 1, to: { locked: true } })
    perform(session, { do: 'add label', name: 'other' })
    perform(session, { do: 'click', place, x: 5, y: 5, sign: 1 })
    perform(session, { do: 'click', place, x: 2, y: 10, sign: 1 })
    perform(session, {
      do: 'brush',
      place,
      points: [
        { x: 0, y: 0 },
        { x: 20, y: 20 },
      ],
      radius: 4,
      erase: true,
    })
    expect(kept).toContain(1)
    expect(frameOf(session, place).map(value => (value === 1 ? 1 : 0))).toEqual(kept)
  })

  it('keeps what is labelled when better regions come, and goes on from it', () => {
    const session = open()
    const place = places[2]
    perform(session, { do: 'click', place, x: 5, y: 5, sign: 1 })
    perform(session, { do: 'brush', place, points: [{ x: 30, y: 20 }], radius: 2, erase: false })
    const before = frameOf(session, place).slice()
    setRegions(session, place, smallRegions(width, height, 99))
    expect(frameOf(session, place)).toEqual(before)
    undo(session)
    undo(session)
    expect(frameOf(session, place)).toEqual(new Uint8Array(width * height))
    expect([...session.held.get('b/0')!.selection.owner]).not.toContain(1)
    redo(session)
    redo(session)
    expect(frameOf(session, place)).toEqual(before)
    expect(perform(session, { do: 'click', place, x: 30, y: 5, sign: 1 })).toBeDefined()
  })

  it('forgets what was undone when something new is done', () => {
    const session = open()
    perform(session, { do: 'add label', name: 'one' })
    perform(session, { do: 'add label', name: 'two' })
    undo(session)
    perform(session, { do: 'add label', name: 'three' })
    expect(redo(session)).toBeUndefined()
    expect(session.document.labels.map(({ name }) => name)).toEqual(['Label 1', 'one', 'three'])
  })

  it('takes away from the label that lies there', () => {
    const session = open()
    const place = places[2]
    perform(session, { do: 'click', place, x: 5, y: 5, sign: 1 })
    perform(session, { do: 'add label', name: 'other' })
    const before = frameOf(session, place).filter(value => value === 1).length
    perform(session, { do: 'click', place, x: 5, y: 5, sign: -1 })
    expect(frameOf(session, place).filter(value => value === 1).length).toBeLessThan(before)
  })

  it('splits and fuses one region of a level, and the others stay', () => {
    const session = open()
    const place = places[2]
    const { regions } = session.held.get('b/0')!
    const shown = () => lookupOf(regions, cutOf(regions, session.document, 'b/0'))
    const before = shown()
    const at = { x: 3, y: 3 }
    const region = before[regions.leaves[3 * width + 3]!]!
    expect(perform(session, { do: 'split', place, ...at })?.title).toBe('split')
    const after = shown()
    expect(new Set(after).size).toBe(new Set(before).size + 1)
    for (const [leaf, label] of before.entries()) if (label !== region) expect(after[leaf]).toBe(label)
    // Regions of another tree know nothing of it, and those of the same tree do again.
    setRegions(session, place, smallRegions(width, height, 99))
    const { regions: others } = session.held.get('b/0')!
    expect(cutOf(others, session.document, 'b/0')).toEqual({ clusters: others.automatic, split: [], fused: [] })
    setRegions(session, place, smallRegions(width, height, 3))
    expect(shown()).toEqual(after)
    perform(session, { do: 'fuse', place, ...at })
    expect(shown()).toEqual(before)
    perform(session, { do: 'split', place, ...at })
    perform(session, { do: 'even', place })
    expect(shown()).toEqual(before)
  })

  it('paints what was found in many frames as one step, over no other label', () => {
    const session = open()
    const [a, , b] = places
    perform(session, { do: 'brush', place: b, points: [{ x: 5, y: 5 }], radius: 3, erase: false })
    perform(session, { do: 'add label', name: 'other' })
    const before = frameOf(session, b).slice()
    const inside = new Uint8Array(width * height).fill(1)
    const entry = paintMasks(
      session,
      2,
      [a, b].map(place => ({ place, inside })),
    )
    expect(entry?.patches).toHaveLength(2)
    expect(frameOf(session, a)).toEqual(inside.map(() => 2))
    expect(frameOf(session, b)).toEqual(before.map(value => (value === 0 ? 2 : value)))
    undo(session)
    expect(frameOf(session, b)).toEqual(before)
    perform(session, { do: 'change label', id: 2, to: { locked: true } })
    expect(paintMasks(session, 2, [{ place: a, inside }])).toBeUndefined()
  })
})
