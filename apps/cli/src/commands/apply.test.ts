import { expect, it } from 'vitest'
import { runOverStandIns } from '../testing/run-cuts.ts'

const found = { label: 'lesion', areaPixels: 345, mask: 'lesion/masks/a.png', picture: 'lesion/pictures/a.png' }
const applied = {
  found: [
    { image: 'b', confidence: 0.2, ...found },
    { image: 'a', confidence: 0.9, ...found },
  ],
  nothing: [{ image: 'c', label: 'lesion' }],
  failed: [],
  out: 'applied/apply.json',
}

const apply = (flags: readonly string[], result: object = applied) =>
  runOverStandIns(['apply', 'e.json', 'results', ...flags], {
    useCases: { applyExemplars: async () => ({ ...applied, ...result }) },
  })

it('passes what to look for and lists what was found, what not, and where', async () => {
  const { code, out, calls } = await apply(['--label', 'lesion', '--least-confidence', '0.3', '--out', 'x'])
  expect(calls[0]).toMatchObject({
    exemplars: 'e.json',
    results: 'results',
    label: 'lesion',
    leastConfidence: 0.3,
    out: 'x',
  })
  expect(code).toBe(0)
  expect(out).toMatch(/b +lesion +0\.200 +345/)
  expect(out.indexOf('0.200')).toBeLessThan(out.indexOf('0.900'))
  expect(out).toContain('Nothing found in: c (lesion)')
  expect(out).toContain('applied/apply.json')
})

it('prints one object with --json, and fails where images failed', async () => {
  const { code, out } = await apply(['--json'], { failed: [{ path: 'd.png', error: 'damaged' }] })
  expect(code).toBe(1)
  expect(JSON.parse(out.trim())).toMatchObject({ type: 'summary', found: applied.found, failed: [{ path: 'd.png' }] })
})

it('refuses a confidence that is no share', async () => {
  const { code, err, calls } = await apply(['--least-confidence', '30'])
  expect([code, calls]).toEqual([2, []])
  expect(err).toContain('number in [0, 1]')
})
