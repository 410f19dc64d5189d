import { describe, expect, it } from 'vitest'
import type { Method } from '../method.ts'
import { defaultProtocol } from '../protocol/protocol.ts'
import { type Setup, type Task, taskKey } from './setup.ts'

const samples = [
  { id: 'a', image: 'x/a.png', mask: 'y/a.png', hash: 'aa', hasEmptyTruth: false },
  { id: 'b', image: 'x/b.png', mask: 'y/b.png', hash: 'bb', hasEmptyTruth: false },
]
const setup: Setup = {
  set: { images: 'x', hash: 'all', channels: 3, samples },
  cache: 'out/cache',
  protocol: defaultProtocol,
  predictions: [],
  preset: 'default',
  settings: {},
  weights: { net: { path: 'net.onnx', hash: 'nn' } },
}
const plain: Method = { id: 'plain', version: 1, rows: {}, seeds: 'all', open: () => Promise.reject(new Error()) }
const learning: Method = { ...plain, learn: () => Promise.reject(new Error()) }
const task: Task = { kind: 'segment', method: 'plain', seed: 1, image: 0, rows: [] }
const withSamples = (changed: Setup['set']['samples'], hash = 'all'): Setup => ({
  ...setup,
  set: { ...setup.set, hash, samples: changed },
})

describe('the name of a result', () => {
  const key = taskKey(setup, plain, task)

  it('changes with whatever the result depends on', () => {
    const changed = [
      taskKey(setup, { ...plain, version: 2 }, task),
      taskKey(setup, { ...plain, id: 'other' }, task),
      taskKey(setup, { ...plain, settings: { clusters: 9 } }, task),
      taskKey(setup, plain, { ...task, seed: 2 }),
      taskKey(setup, plain, { ...task, image: 1 }),
      taskKey({ ...setup, protocol: { ...defaultProtocol, clicks: 2 } }, plain, task),
      taskKey({ ...setup, set: { ...setup.set, channels: 1 } }, plain, task),
      taskKey(withSamples([{ ...samples[0]!, hash: 'changed' }, samples[1]!]), plain, task),
      taskKey(setup, { ...plain, needs: ['net'] }, task),
      taskKey(setup, learning, task),
    ]
    expect(new Set([key, ...changed]).size).toBe(changed.length + 1)
    const needy = { ...plain, needs: ['net'] }
    const others = { ...setup, weights: { net: { path: 'net.onnx', hash: 'changed' } } }
    expect(taskKey(others, needy, task)).not.toBe(taskKey(setup, needy, task))
  })

  it('stays where files lie elsewhere, other weights are given, or another image changes', () => {
    const moved = samples.map(sample => ({ ...sample, image: `elsewhere/${sample.id}.png` }))
    expect(taskKey({ ...withSamples(moved), cache: 'other/cache', weights: {} }, plain, task)).toBe(key)
    expect(taskKey(withSamples([samples[0]!, { ...samples[1]!, hash: 'changed' }], 'changed'), plain, task)).toBe(key)
  })

  it('is that of all seeds where nothing is random', () => {
    const still: Method = { ...plain, seeds: 'none' }
    expect(taskKey(setup, still, { ...task, seed: 7 })).toBe(taskKey(setup, still, task))
  })

  it('of what was learnt from all images changes with every one, and not with the protocol', () => {
    const learn: Task = { kind: 'learn', method: 'plain', seed: 1 }
    const learnt = taskKey(setup, learning, learn)
    const other = withSamples([samples[0]!, { ...samples[1]!, hash: 'changed' }])
    expect(taskKey(other, learning, learn)).not.toBe(learnt)
    expect(taskKey(withSamples(samples, 'changed'), learning, learn)).not.toBe(learnt)
    expect(taskKey(other, learning, task)).not.toBe(taskKey(setup, learning, task))
    expect(taskKey({ ...setup, protocol: { ...defaultProtocol, hint: 'point' } }, learning, learn)).toBe(learnt)
  })
})
