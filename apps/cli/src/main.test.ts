import { CutsError } from '@cuts/core'
import type { FolderRun } from '@cuts/runtime/node'
import { describe, expect, it } from 'vitest'
import { runOverStandIns as cuts } from './testing/run-cuts.ts'
import { summary } from './testing/stand-ins.ts'

describe('usage', () => {
  it('prints help with examples, and the version', async () => {
    const { code, out } = await cuts(['--help'])
    expect(code).toBe(0)
    for (const command of [
      'run',
      'train',
      'segment',
      'eval',
      'pick',
      'export',
      'convert',
      'open',
      'presets',
      'info',
      'compare',
    ]) {
      expect(out).toMatch(new RegExp(`^  ${command} `, 'm'))
      const help = await cuts([command, '--help'])
      expect(help.code).toBe(0)
      expect(help.out).toContain(`Examples:\n  cuts ${command}`)
    }
    expect((await cuts(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect((await cuts([])).code).toBe(2)
  })

  it.each([
    [['frobnicate'], 'unknown command', '--help'],
    [['rum', 'in'], 'unknown command', 'Did you mean run?'],
    [['run', 'in', '--sed', '1'], "unknown option '--sed'", 'cuts run --help'],
    [['run'], "missing required argument 'images'", 'cuts run --help'],
    [['run', 'in', '--seed', 'x'], 'Expected an integer in [0, 4294967295]', 'cuts run --help'],
    [['run', 'in', '--device', 'abacus'], 'Expected one of auto, cpu, webgpu, cuda', 'cuts run --help'],
    [['export', 'r'], "required option '--format <name>' not specified", 'cuts export --help'],
    [['export', 'r', '--format', 'gif'], 'Allowed choices are png, tiff', 'cuts export --help'],
    [['export', 'r', '--format', 'csv', '--level', 'best'], 'Expected a level', 'cuts export --help'],
    [['convert', 'a.tif'], "missing required argument 'out'", 'cuts convert --help'],
    [['run', 'in', '--preset', 'papper'], 'Expected one of default, trained, paper, cells', 'Did you mean paper?'],
    [['presets', 'papper'], 'Expected one of default, trained, paper, cells', 'Did you mean paper?'],
    [['run', 'in', '--resume', '--overwrite'], '--resume and --overwrite cannot', '--resume to continue'],
    [['run', 'in', '--set', 'steps=3'], 'not of the form stage.option=value', 'cuts presets'],
    [['run', 'in', '--set', 'trainin.steps=3'], '`trainin` is not a stage', 'Did you mean training?'],
    [['run', 'in', '--set', 'training.step=3'], '`step` is not an option of training', 'Did you mean steps?'],
    [['run', 'in', '--set', 'training.steps=0'], 'must be an integer in [1, 1000] steps. Got 0', ''],
    [['run', 'in', '--set', 'training.steps=many'], 'must be an integer in [1, 1000] steps. Got many', ''],
    [['run', 'in', '--set', 'training.dense=yes'], 'must be true or false. Got yes', ''],
    [['run', 'in', '--set', 'training.loss=l2'], 'must be one of ntxent, paper. Got l2', ''],
  ])('%j is refused in two lines with exit code 2', async (argv, message, remedy) => {
    const { code, out, err } = await cuts(argv)
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toContain('cuts: ')
    expect(err).toContain(message)
    expect(err).toContain(remedy)
    expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(2)
  })
})

describe('failures and interruptions', () => {
  const fail = (error: Error) => ({ runFolder: () => Promise.reject(error) })

  it('prints a fatal error as a message and its remedy, and as an object with --json', async () => {
    const error = new CutsError('NothingToDo', 'in holds no images.', { remedy: 'Give a folder with images.' })
    const { code, err } = await cuts(['run', 'in'], { useCases: fail(error) })
    expect(code).toBe(2)
    expect(err).toBe('cuts: in holds no images.\nGive a folder with images.\n')
    const json = await cuts(['run', 'in', '--json'], { useCases: fail(error) })
    expect(JSON.parse(json.out)).toEqual({
      type: 'error',
      code: 'NothingToDo',
      message: 'in holds no images.',
      remedy: 'Give a folder with images.',
    })
  })

  it('words an action in flags, and hands the code to programs', async () => {
    const action = { do: 'choose output', outside: 'in' } as const
    const error = new CutsError('InvalidOption', 'in/x lies in in, among the inputs.', { action })
    const { err } = await cuts(['run', 'in'], { useCases: fail(error) })
    expect(err).toBe('cuts: in/x lies in in, among the inputs.\nGive an --out folder outside in.\n')
    const json = await cuts(['run', 'in', '--json'], { useCases: fail(error) })
    expect(JSON.parse(json.out)).toMatchObject({ remedy: 'Give an --out folder outside in.', action })
    const told = {
      type: 'notice',
      message: 'all are crowds.',
      action: { do: 'choose preset', preset: 'cells' },
    } as const
    const failed = [{ path: 'a', error: 'a is damaged.', action: { do: 'segment again' } as const }]
    const runFolder = async ({ onEvent }: FolderRun) => {
      onEvent(told)
      return { ...summary, failed }
    }
    const run = await cuts(['run', 'in'], { useCases: { runFolder } })
    expect(run.err).toContain('note: all are crowds. Try --preset cells.\n')
    expect(run.out).toContain('  a is damaged.\n    Run the segmentation again with --overwrite.\n')
    const lines = (await cuts(['run', 'in', '--json'], { useCases: { runFolder } })).out.trim().split('\n')
    expect(JSON.parse(lines[0]!)).toEqual({ ...told, remedy: 'Try --preset cells.' })
    expect(JSON.parse(lines[1]!).failed).toMatchObject([{ remedy: 'Run the segmentation again with --overwrite.' }])
  })

  it('shows a stack with CUTS_DEBUG only, and owns its own faults', async () => {
    const error = new TypeError('x is not a function')
    const { code, err } = await cuts(['run', 'in'], { useCases: fail(error) })
    expect(code).toBe(2)
    expect(err).toMatch(/^cuts: internal error: x is not a function\nThis is a bug in cuts.*CUTS_DEBUG=1.*\n$/)
    const debug = await cuts(['run', 'in'], { useCases: fail(error), io: { debug: true } })
    expect(debug.err).toContain('main.test.ts')
  })

  it('asks the run to stop on the first Ctrl-C, leaves at once on the second, and exits with 130', async () => {
    let press = (): void => {}
    let listening = false
    const { code, err, exits } = await cuts(['run', 'in'], {
      io: {
        onInterrupt: listener => {
          press = listener
          listening = true
          return () => {
            listening = false
          }
        },
      },
      useCases: {
        runFolder: async ({ signal }) => {
          expect(signal?.aborted).toBe(false)
          press()
          expect(signal?.aborted).toBe(true)
          press()
          throw new CutsError('Cancelled', 'training was stopped after step 3 of 9.', {
            action: { do: 'resume' },
          })
        },
      },
    })
    expect(code).toBe(130)
    expect(exits).toEqual([130])
    expect(err).toContain('--resume continues. Press Ctrl-C again to end immediately.')
    expect(err).toContain('cuts: training was stopped after step 3 of 9.\nRun the same command with --resume')
    expect(listening).toBe(false)
  })
})
