import { expect, it } from 'vitest'
import { runOverStandIns } from '../testing/run-cuts.ts'

it('writes the report as one file, by the name that was asked for', async () => {
  const asked: unknown[] = []
  const useCases = { writeReport: async (options: unknown) => void asked.push(options) }
  const { code, out } = await runOverStandIns(['report', 'results', '--out', 'one.html'], { useCases })
  expect(code).toBe(0)
  expect(out).toBe('Report: one.html\n')
  expect(asked).toEqual([{ results: 'results', out: 'one.html', overwrite: false }])
})
