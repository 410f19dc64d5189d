/** Reads the results of a run from any store. */
import { CutsError, type LabelMap, type MergeTree } from '@cuts/core'
import { readLevels } from '@cuts/formats'
import type { ZodType } from 'zod'
import type { Store } from '../store/store.ts'
import {
  type ImageProposal,
  proposalsFileSchema,
  type VolumeProposal,
  volumeProposalsFileSchema,
} from './proposals-file.ts'
import { imageFiles, imageFolder, type LabelMapName, labelsFile, resultFiles, volumeFolder } from './result-layout.ts'
import { imageSummarySchema, type Summary, summarySchema } from './summary.ts'
import { treeFileSchema, treeOf } from './tree-file.ts'

/** Returns the summary of a run. Throws `Unreadable` if there is none, or if it is damaged or of another version. */
export async function readSummary(store: Store): Promise<Summary> {
  const bytes = await store.get(resultFiles.summary)
  if (bytes !== undefined) return parse(store, resultFiles.summary, bytes, summarySchema)
  throw new CutsError(
    'Unreadable',
    `${store.label} is not a result folder: ${store.label}/${resultFiles.summary} does not open.`,
    { action: { do: 'choose results' } },
  )
}

/** Returns the label maps in one of an image's files. Throws `Unreadable`. */
export async function readLabelMaps(store: Store, imageId: string, name: LabelMapName): Promise<LabelMap[]> {
  const key = `${imageFolder(imageId)}/${labelsFile(name)}`
  const { width, height, geometry, levels } = readLevels(await readKey(store, key), { name: `${store.label}/${key}` })
  return levels.map(labels => ({ width, height, geometry, labels }))
}

/** Returns the merge tree of an image, or the one that it shares with others. Throws `Unreadable`. */
export async function readTree(store: Store, imageId: string): Promise<MergeTree> {
  const folder = imageFolder(imageId)
  const seal = `${folder}/${imageFiles.seal}`
  const { tree } = parse(store, seal, await readKey(store, seal), imageSummarySchema)
  return readTreeFile(store, tree ?? `${folder}/${imageFiles.tree}`)
}

/** Returns the proposals of an image, best first; undefined in results of earlier versions. Throws `Unreadable`. */
export async function readProposals(store: Store, imageId: string): Promise<ImageProposal[] | undefined> {
  const key = `${imageFolder(imageId)}/${imageFiles.proposals}`
  const bytes = await store.get(key)
  return bytes && parse(store, key, bytes, proposalsFileSchema).proposals
}

/** Returns the same of a volume. Throws `Unreadable`. */
export async function readVolumeProposals(store: Store, volumeId: string): Promise<VolumeProposal[] | undefined> {
  const key = `${volumeFolder(volumeId)}/${imageFiles.proposals}`
  const bytes = await store.get(key)
  return bytes && parse(store, key, bytes, volumeProposalsFileSchema).proposals
}

/** Returns the merge tree under a key. Throws `Unreadable`. */
export async function readTreeFile(store: Store, key: string): Promise<MergeTree> {
  return treeOf(parse(store, key, await readKey(store, key), treeFileSchema))
}

/** Returns the bytes under a key that must exist. Throws `Unreadable`. */
export async function readKey(store: Store, key: string): Promise<Uint8Array> {
  const bytes = await store.get(key)
  if (bytes !== undefined) return bytes
  throw new CutsError('Unreadable', `${store.label}/${key} does not open: there is no such file.`, {
    action: { do: 'choose results' },
  })
}

function parse<T>(store: Store, key: string, bytes: Uint8Array, schema: ZodType<T>): T {
  const path = `${store.label}/${key}`
  const damaged = (where: string, cause: unknown): CutsError =>
    new CutsError('Unreadable', `${path} is damaged or of another version${where}.`, {
      action: { do: 'segment again' },
      cause,
    })
  let content: unknown
  try {
    content = JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw damaged('', cause)
  }
  const result = schema.safeParse(content)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw damaged(issue === undefined ? '' : `: ${issue.path.join('.')}: ${issue.message}`, result.error)
}
