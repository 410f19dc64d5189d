/** `units/<unit>.json`: that the images of a unit are done, which of them failed, and what became of its volumes. */
import { z } from 'zod'
import { parseResult } from '../results/parse-result.ts'
import { unitFile } from '../results/result-layout.ts'
import { failedImageSchema, volumeResultSchema } from '../results/summary.ts'
import type { Project } from './project.ts'

const unitSchema = z.object({
  unit: z.string(),
  run: z.string().describe('hash of all that the unit is made from'),
  failed: z.array(failedImageSchema),
  isLost: z.boolean().optional().describe('the process ended before the unit was done: a resumed run tries it again'),
  volumes: z
    .record(z.string(), volumeResultSchema)
    .optional()
    .describe('trees and scores of whole volumes, by their ids'),
  notices: z.array(z.string()).optional().describe('what was said of those volumes'),
})

export type UnitFile = z.infer<typeof unitSchema>

export async function writeUnit(
  { store, marks }: Project,
  unit: string,
  failed: UnitFile['failed'],
  more: Pick<UnitFile, 'isLost' | 'volumes' | 'notices'> = {},
): Promise<void> {
  const file: UnitFile = { unit, run: marks.unit.get(unit) ?? '', failed, ...more }
  await store.put(unitFile(unit), `${JSON.stringify(file)}\n`)
}

/** Returns the record of a unit of this run, or undefined if there is none. */
export async function readUnit({ store, marks }: Project, unit: string): Promise<UnitFile | undefined> {
  const bytes = await store.get(unitFile(unit))
  const file = bytes && parseResult(unitSchema, bytes)
  return file !== undefined && file.run === marks.unit.get(unit) ? file : undefined
}

export function forgetUnit({ store }: Project, unit: string): Promise<void> {
  return store.delete(unitFile(unit))
}
