/** Settings from a file: a preset of the user's own, or the settings of an earlier run. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CutsError } from '@cuts/core'
import { checkOptions, checkStages, type SomeSettings, type StageTable } from '@cuts/core/options'
import { runOptions } from '@cuts/runtime'
import { resultLayout, summarySchema } from '@cuts/runtime/results'
import type { UseCases } from '../use-cases.ts'

/** The flags that a file may answer. */
export interface SettingsFlags {
  readonly preset: string
  readonly seed: number
  readonly set: readonly string[]
  readonly settingsFrom?: string
  readonly quick?: boolean
}

/** What a file says about a run. */
interface Given {
  readonly preset: string
  readonly seed?: number | undefined
  readonly settings: SomeSettings
}

/** A file of settings, and a summary, is small; a larger one is something else. */
const mostBytes = 64 << 20

/**
 * Returns the flags with those of the files in their place. What the command line says itself (`isGiven`) counts more, and `--set`
 * most. Throws `InvalidOption` and `Unreadable`, with the name of the file.
 */
export function withSettingsFiles<Flags extends SettingsFlags>(
  flags: Flags,
  isGiven: (flag: keyof SettingsFlags) => boolean,
  { presets, stages }: Pick<UseCases, 'presets' | 'stages'>,
): Flags {
  const { settingsFrom, preset } = flags
  if (settingsFrom !== undefined && isGiven('preset'))
    throw new CutsError('InvalidOption', '--settings-from and --preset cannot be used together.', {
      remedy: 'The earlier run had a preset already. Use --set to change single settings.',
    })
  const given = settingsFrom !== undefined ? ofRun(settingsFrom) : isFile(preset) ? ofFile(preset, stages) : undefined
  const base = given ?? { preset, settings: {} }
  const seed = given?.seed !== undefined && !isGiven('seed') ? given.seed : flags.seed
  const quick = flags.quick === true ? quickSettings({ ...presets[base.preset]?.settings, ...base.settings }) : []
  return { ...flags, preset: base.preset, seed, set: [...assignments(base.settings), ...quick, ...flags.set] }
}

/** Longer side that a quick run works at, px; steps that it trains at most; mm that it works at in volumes. */
const [quickSide, quickSteps, quickSpacing] = [128, 100, 2]

/** What `--quick` changes, where the settings ask for more. */
function quickSettings({ image = {}, schedule = {}, volumes = {} }: SomeSettings): readonly string[] {
  const [side, steps, spacing] = [image.workingSide, schedule.steps, volumes.workingSpacing].map(Number)
  return [
    ...(side === 0 || side! > quickSide ? [`image.workingSide=${quickSide}`] : []),
    ...(steps! > quickSteps ? [`schedule.steps=${quickSteps}`] : []),
    ...(spacing! < quickSpacing ? [`volumes.workingSpacing=${quickSpacing}`] : []),
  ]
}

/** What a quick run gives up, in words. */
export const quickWords = `quick: pictures are segmented at ${quickSide} px and volumes at ${quickSpacing} mm, and an encoder is trained for at most ${quickSteps} steps. Outlines are coarser and small objects are lost; leave out --quick for the result to keep.`

export function isFile(preset: string): boolean {
  return /\.json$/i.test(preset)
}

/** `{"preset": "default", "seed": 1, "settings": {"levels": {"expectedRegions": 5}}}`, of which all may be left out. */
function ofFile(path: string, stages: StageTable): Given {
  const json = readJson(path)
  const known = ['$schema', 'preset', 'seed', 'settings']
  const isRecord = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  const unknown = isRecord(json) ? Object.keys(json).find(key => !known.includes(key)) : undefined
  if (!isRecord(json) || unknown !== undefined)
    throw new CutsError(
      'InvalidOption',
      unknown === undefined
        ? `${path} holds no object of settings.`
        : `${path} has an entry ${unknown}, which means nothing.`,
      {
        remedy:
          'Give {"preset": "default", "seed": 1, "settings": {"levels": {"expectedRegions": 5}}}, or a part of it.',
      },
    )
  const { preset = 'default', seed, settings = {} } = json as { preset?: unknown; seed?: unknown; settings?: unknown }
  const values = checkOptions(
    path,
    { preset: runOptions.preset, seed: runOptions.seed },
    {
      preset: preset as string,
      ...(seed === undefined ? {} : { seed: seed as number }),
    },
  )
  if (!isRecord(settings) || !Object.values(settings).every(isRecord))
    throw new CutsError('InvalidOption', `${path}: settings are not given by stage and option.`, {
      remedy: '`cuts presets` lists the stages and their options.',
    })
  checkStages(stages, [settings as SomeSettings])
  return {
    preset: String(values.preset),
    seed: seed === undefined ? undefined : Number(values.seed),
    settings: settings as SomeSettings,
  }
}

/** Of a result folder: all its settings, whatever the preset of that name is today. */
function ofRun(results: string): Given {
  const path = join(results, resultLayout.resultFiles.summary)
  const { data: summary } = summarySchema.safeParse(readJson(path))
  if (summary === undefined)
    throw new CutsError('Unreadable', `${path} is no summary of a run.`, {
      remedy: 'Give the folder of a finished run.',
    })
  return { preset: summary.preset, seed: summary.seed, settings: summary.settings as SomeSettings }
}

function readJson(path: string): unknown {
  const unreadable = (why: string, cause?: unknown): CutsError =>
    new CutsError('Unreadable', `${path} ${why}.`, { remedy: 'Check the path and the text of the file.', cause })
  try {
    const info = statSync(path)
    if (!info.isFile()) throw unreadable('is not a file')
    if (info.size > mostBytes) throw unreadable('is too large for a file of settings')
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, ''))
  } catch (cause) {
    if (cause instanceof CutsError) throw cause
    throw unreadable(cause instanceof SyntaxError ? 'is not valid JSON' : 'does not open', cause)
  }
}

/** As `--set` takes them. */
function assignments(settings: SomeSettings): string[] {
  return Object.entries(settings).flatMap(([stage, options]) =>
    Object.entries(options).map(([option, value]) => `${stage}.${option}=${value}`),
  )
}
