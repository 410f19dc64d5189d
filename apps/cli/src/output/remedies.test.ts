import type { RemedyAction } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { withWords, wordReason, wordRemedies } from './remedies.ts'

describe('wordRemedies', () => {
  it.each<[RemedyAction, string]>([
    [{ do: 'resume' }, 'Run the same command with --resume to go on from there.'],
    [{ do: 'choose output', outside: 'in' }, 'Give an --out folder outside in.'],
    [
      { do: 'choose output', that: 'is free', or: true },
      'Or give another --out folder, so that nothing of yours is replaced.',
    ],
    [{ do: 'choose output', that: 'is writable' }, 'Give another --out folder that you may write to.'],
    [
      { do: 'lower setting', setting: 'training.learningRate', to: 0.0003 },
      'Lower training.learningRate (for instance --set training.learningRate=0.0003) and run again.',
    ],
    [
      { do: 'coarsen volume', spacing: 2, memory: 4.5 },
      'Work at a coarser spacing (--working-spacing 2), or allow more memory (--set volumes.memory=4.5).',
    ],
    [{ do: 'give weights', names: ['a', 'b'] }, 'Give --weights a=FILE and --weights b=FILE.'],
    [{ do: 'read guide', page: 'models' }, 'docs/guide/models.md says more.'],
  ])('%j is said in flags', (action, words) => {
    expect(wordRemedies({ action })).toBe(words)
    expect(wordRemedies({ remedy: 'Wait.', action })).toBe(`Wait. ${words}`)
  })

  it('leaves a remedy that holds anywhere as it is', () => {
    expect(wordRemedies({ remedy: 'Wait.' })).toBe('Wait.')
    expect(wordRemedies({})).toBeUndefined()
  })
})

describe('withWords', () => {
  it('keeps the code and puts its words beside it', () => {
    const failed = { type: 'failed', file: 'a.png', message: 'no.', action: { do: 'segment again' } } as const
    expect(withWords(failed)).toEqual({ ...failed, remedy: 'Run the segmentation again with --overwrite.' })
    const plain = { type: 'done' }
    expect(withWords(plain)).toBe(plain)
  })
})

describe('wordReason', () => {
  it('names the flag that a row wants, or says why it is empty', () => {
    const action = { do: 'give weights', names: ['sam'] } as const
    expect(wordReason({ reason: 'needs the weights sam', action })).toBe('needs --weights sam=FILE')
    expect(wordReason({ reason: 'a.png is empty.' })).toBe('a.png is empty.')
    expect(wordReason({})).toBe('')
  })
})
