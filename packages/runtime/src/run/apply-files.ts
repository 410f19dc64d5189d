/**
 * Exemplars applied by paths: for every label a folder of masks and one of pictures, and `apply.json`, written last, in
 * which the least certain come first.
 */
import { encodePng, fileInZip, writeMask } from '@cuts/formats'
import { z } from 'zod'
import type { OnEvent } from '../events.ts'
import { drawPick } from '../pictures/index.ts'
import { expectLabel, parseExemplars } from '../results/exemplar-file.ts'
import { parseResult } from '../results/parse-result.ts'
import type { FailedImage } from '../results/summary.ts'
import { join } from '../source/paths.ts'
import { type AppliedLabel, applyToImages } from './apply-exemplars.ts'
import type { Outside } from './outside.ts'

export interface ApplyFiles {
  /** The file of exemplars, or a session of the studio. */
  readonly exemplars: string
  /** The result folder. */
  readonly results: string
  readonly out: string
  readonly overwrite: boolean
  /** One label only; all of them if undefined. */
  readonly label?: string | undefined
  /** What is less like the exemplars than this counts as nothing, in [0, 1]. */
  readonly leastConfidence: number
  readonly signal?: AbortSignal | undefined
  readonly onEvent: OnEvent
}

export interface Applied {
  /** The least certain first. */
  readonly found: readonly FoundRegion[]
  readonly nothing: readonly { readonly image: string; readonly label: string }[]
  readonly failed: readonly FailedImage[]
  /** `apply.json`. */
  readonly out: string
}

/** Paths are those inside the output folder. */
export interface FoundRegion extends Omit<AppliedLabel, 'mask'> {
  readonly image: string
  readonly mask: string
  readonly picture: string
}

const replaySchema = z.object({ drawing: z.number(), unseen: z.number() })

/** What of a session cannot be done again in other images; undefined if all of it can. */
function replayNotice(bytes: Uint8Array | undefined): string | undefined {
  const replay = bytes && parseResult(replaySchema, bytes)
  if (replay === undefined) return undefined
  const parts = [
    ...(replay.drawing > 0
      ? [
          `${replay.drawing} drawing steps belong to the pixels of their images: only the shape of their labels is looked for`,
        ]
      : []),
    ...(replay.unseen > 0
      ? [`${replay.unseen} labelled images had no regions when it was saved, and are left out`]
      : []),
  ]
  return parts.length === 0 ? undefined : parts.join('; ')
}

/** The name of the list in the output folder. */
const listName = 'apply.json'

/** Throws the errors of `applyToImages`, `Unreadable` for the exemplars, and `Unwritable`. */
export async function applyToFiles(outside: Outside, options: ApplyFiles): Promise<Applied> {
  const { results, out, overwrite, label, leastConfidence, signal, onEvent } = options
  const given = await outside.files.bytes(options.exemplars)
  // A session of the studio is a zip file in which what its labels look like lies ready.
  const all = parseExemplars(fileInZip(given, 'exemplars.json') ?? given, options.exemplars)
  const notice = replayNotice(fileInZip(given, 'replay.json'))
  if (notice !== undefined) onEvent({ type: 'notice', message: notice, file: options.exemplars })
  // Labels become names of folders.
  for (const exemplar of all) expectLabel(exemplar.label)
  const exemplars = all.filter(exemplar => label === undefined || exemplar.label === label)
  const write = async (name: string, content: Uint8Array | string): Promise<void> => {
    await outside.expectFree(join(out, name), overwrite)
    await outside.write(join(out, name), content)
  }
  await outside.expectFree(join(out, listName), overwrite)
  const found: FoundRegion[] = []
  const nothing: { image: string; label: string }[] = []
  const failed: FailedImage[] = []
  const applying = { store: outside.openStore(results), originals: outside.files, exemplars, leastConfidence, signal }
  for await (const one of applyToImages({ ...applying, onEvent }, failed)) {
    for (const { mask, ...region } of one.found) {
      const names = { mask: `${region.label}/masks/${one.id}.png`, picture: `${region.label}/pictures/${one.id}.png` }
      await write(names.mask, writeMask(mask))
      await write(names.picture, encodePng(drawPick(one.image, mask)))
      found.push({ image: one.id, ...region, ...names })
    }
    nothing.push(...one.nothing.map(missing => ({ image: one.id, label: missing })))
  }
  found.sort((a, b) => a.confidence - b.confidence)
  await write(
    listName,
    `${JSON.stringify({ format: 'cuts-apply', version: 1, found, nothing, failed }, undefined, 2)}\n`,
  )
  return { found, nothing, failed, out: join(out, listName) }
}
