import { expect, it } from 'vitest'
import { runOverStandIns } from '../testing/run-cuts.ts'
import type { UseCases } from '../use-cases.ts'

const found = { of: 'image', regions: 7, areaPixels: 345, clicks: [], out: 'mask.png' } as const

const pick = (flags: readonly string[], pickRegion: UseCases['pickRegion']) =>
  runOverStandIns(['pick', 'results/images/a', ...flags], { useCases: { pickRegion } })

const selected = async () => ({ among: 'clicks', ...found }) as const

it('reads the pixel and the level', async () => {
  const { out, calls } = await pick(['--at', '64,80', '--level', '3', '--out', 'x.png'], async ({ level }) => ({
    among: 'level',
    level: level!,
    ...found,
  }))
  expect(calls[0]).toMatchObject({
    image: 'results/images/a',
    clicks: [{ at: [64, 80], sign: 1 }],
    level: 3,
    out: 'x.png',
    overwrite: false,
  })
  expect(out).toContain('Region at level 3, one of 7: 345 pixels.')
})

it('keeps the order of clicks inside and outside, one or several to a flag', async () => {
  const { calls } = await pick(['--at', '1,2 3,4', '--not', '5,6', '--at', '7,8'], selected)
  expect((calls[0] as { clicks: object[] }).clicks).toEqual([
    { at: [1, 2], sign: 1 },
    { at: [3, 4], sign: 1 },
    { at: [5, 6], sign: -1 },
    { at: [7, 8], sign: 1 },
  ])
})

it('passes boxes, rough masks, walks and what is to be remembered', async () => {
  const { calls } = await pick(
    [
      '--box',
      '1,2,30,40',
      '--mask',
      'm.png',
      '--down',
      '2',
      '--remember',
      'e.json',
      '--label',
      'lesion',
      '--no-picture',
    ],
    selected,
  )
  expect(calls[0]).toMatchObject({
    box: { left: 1, top: 2, right: 30, bottom: 40 },
    mask: 'm.png',
    steps: -2,
    remember: 'e.json',
    label: 'lesion',
    picture: false,
    refine: true,
  })
})

it('says what was selected, and how large it is', async () => {
  const { out } = await pick(['--at', '64,80'], async () => ({
    among: 'clicks',
    nodes: [{ node: 5, sign: 1 }],
    areaMm2: 86.25,
    picture: 'mask-picture.png',
    remembered: 3,
    ...found,
  }))
  expect(out).toContain('Selected as 1 node of the tree: 345 pixels (86.25 mm2).')
  expect(out).toContain('Picture: mask-picture.png')
  expect(out).toContain('3 picks now')
})

it.each([
  [['--at', '64'], 'Expected a pixel as x,y'],
  [['--at', '64,-1'], 'Expected a pixel as x,y'],
  [['--box', '1,2,3'], 'x0,y0,x1,y1'],
  [[], 'Give --at X,Y'],
  [['--at', '1,1', '--up', '1', '--down', '1'], 'cannot be used together'],
])('refuses %j', async (flags, message) => {
  const { code, err, calls } = await pick(flags, selected)
  expect(code).toBe(2)
  expect(err).toContain(message)
  expect(calls).toEqual([])
})
