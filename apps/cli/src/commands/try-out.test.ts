/** What a newcomer reaches for: a dry run, several inputs, a quick look, settings from files, the report opened. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { presets, type RunEvent, stages } from '@cuts/runtime'
import type { FolderRun } from '@cuts/runtime/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runOverStandIns } from '../testing/run-cuts.ts'
import { summary } from '../testing/stand-ins.ts'
import type { UseCases } from '../use-cases.ts'

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-try-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

const useCases: Partial<UseCases> = {
  presets: presets as unknown as UseCases['presets'],
  stages: stages as unknown as UseCases['stages'],
  runFolder: async () => summary,
}

async function run(flags: readonly string[], change: Parameters<typeof runOverStandIns>[1] = {}) {
  return runOverStandIns(['run', ...flags], { ...change, useCases: { ...useCases, ...change.useCases } })
}

async function asked(...flags: readonly string[]) {
  const { calls, err } = await run(flags)
  expect(err).toBe('')
  return calls[0] as FolderRun & { settings: { [stage: string]: { [option: string]: unknown } } }
}

describe('images', () => {
  it('are one path or several, patterns that no shell expanded, and a list on standard input', async () => {
    await mkdir(join(home, 'deep/er'), { recursive: true })
    for (const name of ['b.png', 'a.png', 'c.txt', 'deep/er/d.png', 'odd[1].png']) await writeFile(join(home, name), '')
    expect((await asked('in')).images).toBe('in')
    expect((await asked('in', 'more')).images).toEqual(['in', 'more'])
    const inside = (...names: readonly string[]): string[] => names.map(name => join(home, name))
    expect((await asked(`${home}/?.png`)).images).toEqual(inside('a.png', 'b.png'))
    expect((await asked(`${home}/deep/**/*.png`)).images).toBe(join(home, 'deep/er/d.png'))
    // A file whose name looks like a pattern is that file.
    expect((await asked(join(home, 'odd[1].png'))).images).toBe(join(home, 'odd[1].png'))
    for (const list of ['x.png\r\ny z.png\n\n# no\n', 'x.png\0y z.png\0']) {
      const { calls } = await run(['-', 'in'], { io: { readInput: async () => list } })
      expect((calls[0] as FolderRun).images).toEqual(['x.png', 'y z.png', 'in'])
    }
  })

  it('that are none are told before anything runs', async () => {
    const none = await run([`${home}/*.tiff`])
    expect(none).toMatchObject({ code: 2, calls: [] })
    expect(none.err).toContain('*.tiff matches no file.')
    const empty = await run(['-'], { io: { readInput: async () => '\n' } })
    expect(empty).toMatchObject({ code: 2, calls: [] })
  })

  it('of a part of a run are one list, of which all are meant', async () => {
    for (const flags of [
      ['a', 'b', '--shard', '0/2'],
      ['a', '--first', '2', '--share'],
    ]) {
      const { code, err } = await runOverStandIns(['segment', '--model', 'm.onnx', ...flags])
      expect(code).toBe(2)
      expect(err).toMatch(/--shar/)
    }
  })
})

describe('settings', () => {
  it('come from a file of the user, and flags count more', async () => {
    const file = join(home, 'mine.json')
    await writeFile(file, '{"preset": "paper", "seed": 9, "settings": {"levels": {"expectedRegions": 7}}}')
    const plain = await asked('in', '--preset', file)
    expect(plain).toMatchObject({ preset: 'paper', seed: 9, settings: { levels: { expectedRegions: 7 } } })
    const changed = await asked('in', '--preset', file, '--seed', '1', '--set', 'levels.expectedRegions=4')
    expect(changed).toMatchObject({ preset: 'paper', seed: 1, settings: { levels: { expectedRegions: 4 } } })
  })

  it.each([
    ['no.json', undefined, 'does not open'],
    ['text.json', 'preset: paper', 'is not valid JSON'],
    ['list.json', '[1]', 'holds no object'],
    ['unknown.json', '{"presets": "paper"}', 'presets'],
    ['preset.json', '{"preset": "papre"}', 'preset'],
    ['option.json', '{"settings": {"levels": {"expected": "many"}}}', 'expected'],
    ['flat.json', '{"settings": {"levels": 5}}', 'by stage and option'],
  ])('of %s are refused, with its name or the entry', async (name, text, words) => {
    const file = join(home, name)
    if (text !== undefined) await writeFile(file, text)
    const { code, err, calls } = await run(['in', '--preset', file])
    expect(code).toBe(2)
    expect(calls).toEqual([])
    expect(err).toContain(words)
  })

  it('of an earlier run are used again, all of them', async () => {
    const results = join(home, 'earlier')
    await mkdir(results)
    const settings = presets.cells.settings as unknown as typeof summary.settings
    await writeFile(join(results, 'summary.json'), JSON.stringify({ ...summary, preset: 'cells', seed: 5, settings }))
    const again = await asked('in', '--settings-from', results)
    expect(again).toMatchObject({ preset: 'cells', seed: 5 })
    expect(again.settings).toEqual(settings)
    expect((await asked('in', '--settings-from', results, '--seed', '6')).seed).toBe(6)
    expect((await run(['in', '--settings-from', results, '--preset', 'paper'])).err).toContain(
      'cannot be used together',
    )
    expect((await run(['in', '--settings-from', home])).code).toBe(2)
  })

  it('of a quick run ask for less, never for more, and it says what it gives up', async () => {
    expect((await asked('in', '--quick')).settings).toEqual({
      image: { workingSide: 128 },
      volumes: { workingSpacing: 2 },
    })
    expect((await asked('in', '--quick', '--preset', 'paper')).settings).toMatchObject({
      image: { workingSide: 128 },
      schedule: { steps: 100 },
    })
    expect((await asked('in', '--quick', '--set', 'image.workingSide=64')).settings.image).toEqual({ workingSide: 64 })
    expect((await run(['in', '--quick'])).out).toContain('small objects are lost')
  })
})

it('passes on how many images, which label of masks, and whether to draw', async () => {
  expect(await asked('in')).toMatchObject({ first: undefined, pictures: true, maskLabel: undefined })
  expect(await asked('in', '--first', '3', '--no-pictures', '--masks', 'm', '--mask-label', '2')).toMatchObject({
    first: 3,
    pictures: false,
    maskLabel: 2,
  })
})

it('opens the report at the end or, without a screen, says where it is', async () => {
  const shown: string[] = []
  const showInBrowser = async (url: string): Promise<boolean> => shown.push(url) > 0
  const url = pathToFileURL('out/report.html').href
  await run(['in', '--out', 'out', '--open'], { io: { environment: { DISPLAY: ':0' } }, useCases: { showInBrowser } })
  expect(shown).toEqual([url])
  if (process.platform === 'linux') {
    const { err } = await run(['in', '--out', 'out', '--open'], { useCases: { showInBrowser } })
    expect(err).toContain(`The report is at ${url}`)
    expect(shown).toHaveLength(1)
  }
  const failing = await run(['in', '--out', 'out', '--open'], {
    io: { environment: { DISPLAY: ':0' } },
    useCases: { showInBrowser: async () => false },
  })
  expect(failing.err).toContain(url)
})

it('-v says every step on a line of its own, and at the front it is the version', async () => {
  let clock = 0
  const runFolder = async ({ onEvent }: FolderRun) => {
    for (let step = 1; step <= 3; step++) {
      clock += 250
      onEvent({ type: 'train', step, steps: 9, reconstruction: 1, contrastive: 1, etaSeconds: 1 } satisfies RunEvent)
    }
    return summary
  }
  const { err } = await run(['in', '-v'], { io: { now: () => clock, rewritable: true }, useCases: { runFolder } })
  expect(err.match(/^\[0\.\d s\] training \d\/9/gm)).toEqual([
    '[0.3 s] training 1/9',
    '[0.5 s] training 2/9',
    '[0.8 s] training 3/9',
  ])
  expect((await runOverStandIns(['-v'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
})

it('a dry run runs nothing, writes nothing, and says what would be done', async () => {
  const before = await readdir(home)
  const previewFolder: UseCases['previewFolder'] = async () => ({
    found: {
      kind: 'set',
      path: 'in',
      files: 300,
      formats: { PNG: 300 },
      items: [],
      images: 300,
      volumes: 0,
      channels: 3,
      sizes: [{ size: [512, 512], files: 300 }],
      masks: 0,
      bytes: 3e8,
      largestBytes: 1e6,
      failed: [],
      notices: [],
    },
    seconds: 900,
    trialSeconds: 3,
    processes: 2,
    memoryBytes: 2 ** 30,
  })
  const out = join(home, 'out')
  const {
    code,
    out: said,
    calls,
  } = await run(['in', '--out', out, '--first', '300', '--dry-run'], { useCases: { previewFolder } })
  expect(code).toBe(0)
  expect(calls).toEqual([expect.objectContaining({ images: 'in', first: 300 })])
  for (const words of [
    '300 images',
    '15 min 00 s',
    'memory: about 1',
    `would write to ${out}`,
    'report.html',
    'nothing was written',
  ])
    expect(said).toContain(words)
  expect(await readdir(home)).toEqual(before)
  const json = JSON.parse((await run(['in', '--dry-run', '--json'], { useCases: { previewFolder } })).out)
  expect(json).toMatchObject({ type: 'dry-run', seconds: 900, memoryBytes: 2 ** 30, found: { images: 300 } })
})
