import { parseExemplars } from '@cuts/runtime/results'
import { expect, it } from 'vitest'
import { addImage, createSession, perform, setRegions } from '../engine/index.ts'
import { smallRegions } from '../testing/small-regions.ts'
import { remember } from './remembering.ts'

it('a session tells what its labels look like, under names that folders can have, and what it leaves out', () => {
  const session = createSession()
  for (const id of ['a', 'b']) addImage(session, { id, name: id, width: 40, height: 30, depth: 1 })
  const place = { image: 'a', slice: 0 }
  setRegions(session, place, smallRegions(40, 30, 1))
  perform(session, { do: 'change label', id: 1, to: { name: '../Läsion: links!' } })
  perform(session, { do: 'click', place, x: 5, y: 5, sign: 1 })
  perform(session, { do: 'brush', place, points: [{ x: 5, y: 5 }], radius: 2, erase: false })
  perform(session, { do: 'brush', place, points: [{ x: 35, y: 25 }], radius: 1, erase: true })
  perform(session, { do: 'brush', place: { image: 'b', slice: 0 }, points: [{ x: 5, y: 5 }], radius: 2, erase: false })
  const { exemplars, replay } = remember(session)
  const [one, ...others] = parseExemplars(new TextEncoder().encode(exemplars), 'x')
  expect(others).toEqual([])
  expect(one!.label).toBe('Läsion links')
  // What was taken is about a quarter of the image, in its upper left.
  const inside = session.areas.get('a/0')![1]!
  expect(Math.exp(one!.share) * 1200).toBeCloseTo(inside, -2)
  expect(Math.max(...one!.place)).toBeLessThan(0.6)
  expect(JSON.parse(replay)).toMatchObject({ selecting: 1, unseen: 1 })
  expect(JSON.parse(replay).drawing).toBeGreaterThan(0)
})
