/**
 * `run.json`: what a result folder was started with. A run is continued only with the same images, model and settings;
 * anything else would mix two runs in one folder.
 */
import { CutsError } from '@cuts/core'
import { z } from 'zod'

export const runFileSchema = z.object({
  format: z.literal('cuts-run'),
  version: z.literal(1),
  preset: z.string(),
  seed: z.number(),
  fingerprint: z.string().describe('hash of images, masks, model, preset, settings and seed'),
})

export type RunFile = z.infer<typeof runFileSchema>

/** Throws `Mismatch` unless `held`, the run.json of the folder, was written for the same run. */
export function expectSameRun(folder: string, held: Uint8Array | undefined, fingerprint: string): void {
  if (held === undefined) return
  let file: RunFile
  try {
    file = runFileSchema.parse(JSON.parse(new TextDecoder().decode(held)))
  } catch (cause) {
    throw new CutsError('Mismatch', `${folder}/run.json is damaged: the run cannot be continued.`, {
      remedy: 'Start over with --overwrite.',
      cause,
    })
  }
  if (file.fingerprint !== fingerprint)
    throw new CutsError('Mismatch', `${folder} holds a run with other images, masks or settings.`, {
      remedy: `It was started with preset ${file.preset} and seed ${file.seed}: give the same command, or --overwrite to start over.`,
    })
}
