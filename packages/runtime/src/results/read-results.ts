/** Reads back what a run left in its result folder. */
import { CutsError, type LabelMap, type MergeTree } from '@cuts/core'
import { readLevels } from '@cuts/formats'
import type { ZodType } from 'zod'
import { diskFiles } from '../node/disk-files.ts'
import { imageSummarySchema, type Summary, summarySchema } from './summary.ts'
import { treeFileSchema, treeOf } from './tree-file.ts'

/** The summary of a result folder. Throws `Unreadable` when there is none or it is not of this version. */
export async function readSummary(results: string): Promise<Summary> {
  const path = `${results}/summary.json`
  const bytes = await diskFiles.bytes(path).catch(cause => {
    throw new CutsError('Unreadable', `${results} is not a result folder: ${path} does not open.`, {
      remedy: 'Give the --out folder of a finished run.',
      cause,
    })
  })
  try {
    return summarySchema.parse(JSON.parse(new TextDecoder().decode(bytes)))
  } catch (cause) {
    throw new CutsError('Unreadable', `${path} is damaged or of another version.`, {
      remedy: 'Run the segmentation again with --overwrite.',
      cause,
    })
  }
}

/** The label maps in one of an image folder's volumes. */
export async function readLabelMaps(
  folder: string,
  name: 'labels' | 'persistent' | 'kmeans' | 'prototypes',
): Promise<LabelMap[]> {
  const path = `${folder}/${name}.nii.gz`
  const { width, height, geometry, levels } = readLevels(await diskFiles.bytes(path), { name: path })
  return levels.map(labels => ({ width, height, geometry, labels }))
}

/** The merge tree of an image's folder, or the one that it shares with others. Throws `Unreadable`. */
export async function readTree(folder: string): Promise<MergeTree> {
  const { tree } = await readJson(`${folder}/result.json`, imageSummarySchema)
  const path = tree === undefined ? `${folder}/tree.json` : `${folder}/../../${tree}`
  return treeOf(await readJson(path, treeFileSchema))
}

async function readJson<T>(path: string, schema: ZodType<T>): Promise<T> {
  const bytes = await diskFiles.bytes(path)
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)))
  } catch (cause) {
    throw new CutsError('Unreadable', `${path} is damaged or of another version.`, {
      remedy: 'Run the segmentation again with --overwrite.',
      cause,
    })
  }
}
