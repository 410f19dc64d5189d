/**
 * `run.json`: the input that a result folder was started with. A run continues only with the same images, model and
 * settings; otherwise two runs would mix in one folder.
 */
import { CutsError } from '@cuts/core'
import { z } from 'zod'
import { parseResult } from './parse-result.ts'
import { resultFiles } from './result-layout.ts'

export const runFileSchema = z.object({
  format: z.literal('cuts-run'),
  version: z.literal(1),
  preset: z.string(),
  seed: z.number(),
  fingerprint: z.string().describe('hash of images, masks, model, preset, settings and seed'),
})

export type RunFile = z.infer<typeof runFileSchema>

/** Returns the run described by the bytes of a run.json, or undefined if they are not valid. */
export function parseRunFile(bytes: Uint8Array): RunFile | undefined {
  return parseResult(runFileSchema, bytes)
}

/** Throws `Mismatch` unless run.json was written for the same run. A folder without one is new. */
export function expectSameRun(folder: string, bytes: Uint8Array | undefined, fingerprint: string): void {
  if (bytes === undefined) return
  const file = parseRunFile(bytes)
  if (file === undefined)
    throw new CutsError('Mismatch', `${folder}/${resultFiles.run} is damaged: the run cannot be continued.`, {
      action: { do: 'choose output' },
    })
  if (file.fingerprint === fingerprint) return
  throw new CutsError('Mismatch', `${folder} holds a run with other images, masks or settings.`, {
    remedy: `It was started with preset ${file.preset} and seed ${file.seed}.`,
    action: { do: 'match or start over' },
  })
}
