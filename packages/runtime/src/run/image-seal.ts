/** `images/<id>/result.json`: the summary of an image, and the seal that says which files its folder must hold. */
import { z } from 'zod'
import { parseResult } from '../results/parse-result.ts'
import { imageFiles, imageFolder } from '../results/result-layout.ts'
import { type ImageSummary, imageSummarySchema } from '../results/summary.ts'
import type { Project } from './project.ts'

const sealSchema = imageSummarySchema.safeExtend({
  run: z.string().describe('hash of all that the image was made from'),
  files: z.record(z.string(), z.number().int()).describe('bytes of every other file in the folder, by its name there'),
})

/** Returns the seal of a folder that holds `files`. */
export function sealOf(summary: ImageSummary, run: string, files: ReadonlyMap<string, Uint8Array | string>): string {
  const sizes = [...files].map(([name, bytes]) => [name, sizeOf(bytes)] as const)
  const seal: z.infer<typeof sealSchema> = { ...summary, run, files: Object.fromEntries(sizes) }
  return `${JSON.stringify(seal, undefined, 2)}\n`
}

/** The summary of an image, if this run made it and its folder holds all that its seal names. */
export async function readSealed(
  { store, marks }: Pick<Project, 'store' | 'marks'>,
  id: string,
): Promise<ImageSummary | undefined> {
  const folder = imageFolder(id)
  const bytes = await store.get(`${folder}/${imageFiles.seal}`)
  const seal = bytes && parseResult(sealSchema, bytes)
  if (seal === undefined || seal.run !== marks.image.get(id)) return undefined
  const { files, run: _, ...summary } = seal
  const sizes = new Map((await store.list(folder)).map(entry => [entry.key, entry.bytes]))
  return Object.entries(files).every(([name, size]) => sizes.get(`${folder}/${name}`) === size) ? summary : undefined
}

/** The summary of an image of a shared tree that an earlier attempt of this run wrote: the same run gives the same tree, and the same files. */
export async function writtenBefore(
  project: Pick<Project, 'store' | 'marks' | 'resume'>,
  id: string,
): Promise<ImageSummary | undefined> {
  return project.resume ? readSealed(project, id) : undefined
}

function sizeOf(bytes: Uint8Array | string): number {
  return typeof bytes === 'string' ? new TextEncoder().encode(bytes).length : bytes.length
}
