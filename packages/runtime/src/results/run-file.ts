/**
 * `run.json`: the input that a result folder was started with. A run continues only with the same images, model and
 * settings; otherwise two runs would mix in one folder.
 */
import { CutsError } from '@cuts/core'
import { z } from 'zod'
import type { Store } from '../store/store.ts'
import { parseResult } from './parse-result.ts'
import { resultFiles } from './result-layout.ts'

export const runFileSchema = z.object({
  format: z.literal('cuts-run'),
  version: z.literal(1),
  preset: z.string(),
  seed: z.number(),
  fingerprint: z
    .string()
    .optional()
    .describe('hash of images, masks, model, preset, settings and seed; absent until the parts of a run are joined'),
  recipe: z.string().optional().describe('hash of the same without images and masks'),
})

export type RunFile = z.infer<typeof runFileSchema>

/** Returns the run described by the bytes of a run.json, or undefined if they are not valid. */
export function parseRunFile(bytes: Uint8Array): RunFile | undefined {
  return parseResult(runFileSchema, bytes)
}

/** What identifies a run, see `Identity`. */
interface Identified {
  readonly fingerprint: string
  readonly recipe: string
}

/** Writes run.json. Of a part of a run, the fingerprint of the whole is not known yet. */
export async function writeRunFile(
  store: Store,
  { preset, seed }: Pick<RunFile, 'preset' | 'seed'>,
  { fingerprint, recipe }: Identified,
  isPart: boolean,
): Promise<void> {
  const file: RunFile = { format: 'cuts-run', version: 1, preset, seed, ...(isPart ? {} : { fingerprint }), recipe }
  await store.put(resultFiles.run, `${JSON.stringify(file, undefined, 2)}\n`)
}

/**
 * Throws `Mismatch` unless run.json was written for the same run, or, of a part of a run or before all parts are there,
 * for one with the same recipe. A folder without one is new.
 */
export function expectSameRun(
  folder: string,
  bytes: Uint8Array | undefined,
  { fingerprint, recipe }: Identified,
  isPart: boolean,
): void {
  if (bytes === undefined) return
  const file = parseRunFile(bytes)
  if (file === undefined)
    throw new CutsError('Mismatch', `${folder}/${resultFiles.run} is damaged: the run cannot be continued.`, {
      action: { do: 'choose output' },
    })
  const isSame = isPart || file.fingerprint === undefined ? file.recipe === recipe : file.fingerprint === fingerprint
  if (isSame) return
  const other = isPart ? 'another model or other settings' : 'other images, masks or settings'
  throw new CutsError('Mismatch', `${folder} holds a run with ${other}.`, {
    remedy: `It was started with preset ${file.preset} and seed ${file.seed}.`,
    action: { do: 'match or start over' },
  })
}
