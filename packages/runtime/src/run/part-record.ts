/** `shards/<part>.json`: what a part of a run did, with which recipe, and what is needed to do it again. */
import { z } from 'zod'
import { groupings } from '../presets/run-options.ts'
import { parseResult } from '../results/parse-result.ts'
import { resultFolders } from '../results/result-layout.ts'
import { parsePartRecord, partFiles } from '../results/shared-folder.ts'
import type { Store } from '../store/store.ts'
import { version } from '../version.ts'
import type { Project } from './project.ts'

export const partRecordSchema = z.object({
  format: z.literal('cuts-part'),
  version: z.literal(1),
  name: z.string(),
  inventory: z.string().describe('where what it read is noted'),
  program: z.string().describe('version of the program'),
  recipe: z.string().describe('hash of model, preset, settings and seed'),
  model: z.string().optional().describe('SHA-256 of the model'),
  channels: z.number().int().describe('channels that its images are given'),
  options: z.object({
    seed: z.number().int(),
    preset: z.string(),
    grouping: z.enum(groupings).optional(),
    plane: z.enum(['acquired', 'axial', 'coronal', 'sagittal']).optional(),
    keepIdentifiers: z.boolean().optional(),
    pictures: z.boolean().optional(),
    maskLabel: z.number().int().optional(),
  }),
  settings: z.record(z.string(), z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]))),
  source: z
    .object({ images: z.string(), masks: z.string().optional(), model: z.string().optional() })
    .describe('paths that the part was given'),
  device: z.string(),
  threads: z.number().int(),
  notices: z.array(z.string()),
  state: z
    .enum(['finished', 'stopped', 'waiting'])
    .describe('stopped: asked to end before all its images were done; waiting: for what other parts have to do first'),
  images: z.number().int(),
  failed: z.number().int(),
  seconds: z.number().describe('of the latest session'),
  ended: z.string().describe('ISO 8601'),
})

export type PartRecord = z.infer<typeof partRecordSchema>
export type PartSource = PartRecord['source']

/** Writes the record of the part that the project does. */
export async function writePartRecord(
  project: Project,
  source: PartSource,
  done: Pick<PartRecord, 'state' | 'images' | 'failed' | 'seconds' | 'ended'>,
): Promise<PartRecord> {
  const { part, recipe, modelHash, options, settings, dataset, engine, notices, store } = project
  const { name } = part!
  const record: PartRecord = {
    format: 'cuts-part',
    version: 1,
    name,
    inventory: part!.inventory,
    program: version,
    recipe,
    ...(modelHash === undefined ? {} : { model: modelHash }),
    channels: dataset.channels,
    options: { ...options },
    settings: settings as unknown as PartRecord['settings'],
    source,
    device: engine.device,
    threads: engine.threads,
    notices: [...notices],
    ...done,
  }
  await store.put(partFiles(name).record, `${JSON.stringify(record, undefined, 2)}\n`)
  return record
}

/** Returns the records in a store, the latest last. */
export async function readPartRecords(store: Store): Promise<PartRecord[]> {
  const records: PartRecord[] = []
  for (const { key } of await store.list(resultFolders.parts)) {
    const bytes = parsePartRecord(key) === undefined ? undefined : await store.get(key)
    const record = bytes && parseResult(partRecordSchema, bytes)
    if (record !== undefined) records.push(record)
  }
  return records.sort((a, b) => (a.ended < b.ended ? -1 : Number(a.ended > b.ended)))
}
