import { expect, it } from 'vitest'
import { runOverStandIns as cuts } from '../testing/run-cuts.ts'

it('shows every setting of every stage, side by side or alone', async () => {
  const { out } = await cuts(['presets'])
  expect(out).toContain('paper: the settings of the paper')
  expect(out).toMatch(/^setting +default +paper +unit +range +meaning$/m)
  expect(out).toMatch(/^Training: trains the encoder$/m)
  expect(out).toMatch(/^training\.steps +300 +900 +steps +1 … 1000 +Steps: training steps$/m)
  expect(out).toMatch(/^training\.learningRate \* +0\.001 +0\.001 +0 … 1 +Learning rate: step size of AdamW$/m)
  expect(out).toMatch(
    /^training\.loss +ntxent +paper +Loss: contrastive loss; only if dense is false\n +ntxent +the usual loss\n +paper +the paper's loss$/m,
  )
  const alone = await cuts(['presets', 'paper'])
  expect(alone.out).toMatch(/^setting +paper +unit/m)
  const [line, ...rest] = (await cuts(['presets', 'paper', '--json'])).out.trimEnd().split('\n')
  expect(rest).toEqual([])
  const preset = JSON.parse(line ?? '')
  expect(preset.name).toBe('paper')
  expect(preset.settings).toHaveLength(4)
  const { doc, title, level, ...steps } = preset.settings[0]
  expect([doc, title, level]).toEqual(['training steps', 'Steps', 'basic'])
  // Not the default of the table, which another preset may change, nor names of earlier versions.
  expect(steps).toEqual({
    ...{ stage: 'training', option: 'steps', value: 900, kind: 'integer' },
    ...{ min: 1, max: 1000, unit: 'steps', rule: 'an integer in [1, 1000] steps' },
  })
  expect(preset.settings[2].choices[1]).toEqual({ value: 'paper', doc: "the paper's loss" })
  expect(preset.stages).toEqual([{ stage: 'training', title: 'Training', doc: 'trains the encoder' }])
})
