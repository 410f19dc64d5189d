/** The report and the result folder: reads `summary.json` and the pictures beside it, writes `report.html`. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CutsError } from '@cuts/core'
import { type Summary, summarySchema } from '@cuts/runtime'
import { createFolderStore } from '@cuts/runtime/node'
import { renderReport } from './render-report.ts'
import type { ContourPictures, ImagePictures, LevelPicture, ReportPictures } from './report-pictures.ts'

export interface ReportInputs {
  readonly summary: Summary
  readonly pictures: ReportPictures
}

/** Browsers open files of this size without trouble; the pictures of images beyond it stay in their folders. */
const defaultPictureBytes = 100e6

/**
 * Reads what a report needs. Pictures are taken until they fill `maxPictureBytes`; a picture that is not there leaves
 * its place empty. Throws `Unreadable` when `summary.json` is missing or is no summary.
 */
export async function readReportInputs(
  resultsFolder: string,
  maxPictureBytes = defaultPictureBytes,
): Promise<ReportInputs> {
  const summary = await readSummary(join(resultsFolder, 'summary.json'))
  const pictures = new Map<string, ImagePictures>()
  let bytes = 0
  for (const { id } of summary.images) {
    const of = await readPictures(join(resultsFolder, 'images', id))
    bytes += sizeOf(of)
    if (bytes > maxPictureBytes) break
    pictures.set(id, of)
  }
  return { summary, pictures }
}

/**
 * Writes `report.html` from what lies in the folder, as a whole or not at all, and gives its path. Throws `Unreadable`
 * or `Unwritable`.
 */
export async function writeReport(resultsFolder: string): Promise<string> {
  const { summary, pictures } = await readReportInputs(resultsFolder)
  await createFolderStore(resultsFolder).put('report.html', renderReport(summary, pictures))
  return join(resultsFolder, 'report.html')
}

async function readSummary(path: string): Promise<Summary> {
  let content: unknown
  try {
    content = JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new CutsError('Unreadable', `${path} could not be read: ${reason(cause)}.`, {
      remedy: 'Give the folder that a finished run wrote.',
      cause,
    })
  }
  const result = summarySchema.safeParse(content)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new CutsError(
    'Unreadable',
    `${path} is no summary of this version: ${issue?.path.join('.')}: ${issue?.message}.`,
    {
      remedy: 'Run again, or use the version that wrote it.',
      cause: result.error,
    },
  )
}

async function readPictures(folder: string): Promise<ImagePictures> {
  const [input, persistent, kmeans, levels, contours] = await Promise.all([
    readOptional(join(folder, 'input.png')),
    readOptional(join(folder, 'persistent.png')),
    readOptional(join(folder, 'kmeans.png')),
    readLevels(folder),
    readContours(folder),
  ])
  return { input, persistent, kmeans, levels, contours }
}

/** `levels/NN-<clusters>.png`, NN from 00, coarse to fine, and `plots/` of the same names. */
async function readLevels(folder: string): Promise<LevelPicture[]> {
  const found = (await listOptional(join(folder, 'levels'))).flatMap(name => {
    const match = /^(\d+)-(\d+)\.png$/.exec(name)
    return match === null ? [] : [{ name: name.slice(0, -4), index: Number(match[1]), clusters: Number(match[2]) }]
  })
  found.sort((a, b) => a.index - b.index)
  return Promise.all(
    found.map(async ({ name, clusters }) => ({
      clusters,
      png: new Uint8Array(await readFile(join(folder, 'levels', `${name}.png`))),
      plot: await readOptional(join(folder, 'plots', `${name}.svg`)),
    })),
  )
}

async function readContours(folder: string): Promise<ContourPictures | undefined> {
  const [kmeans, persistent, best] = await Promise.all(
    ['kmeans', 'persistent', 'best'].map(name => readOptional(join(folder, `contours-${name}.png`))),
  )
  if (kmeans === undefined && persistent === undefined && best === undefined) return undefined
  return { kmeans, persistent, best }
}

async function readOptional(path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (cause) {
    if (isMissing(cause)) return undefined
    throw new CutsError('Unreadable', `${path} could not be read: ${reason(cause)}.`, { cause })
  }
}

async function listOptional(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (cause) {
    if (isMissing(cause)) return []
    throw new CutsError('Unreadable', `${folder} could not be listed: ${reason(cause)}.`, { cause })
  }
}

function sizeOf({ input, persistent, kmeans, levels, contours }: ImagePictures): number {
  const pictures = [input, persistent, kmeans, contours?.kmeans, contours?.persistent, contours?.best]
  const ofLevels = levels.reduce((sum, { png, plot }) => sum + png.length + (plot?.length ?? 0), 0)
  return pictures.reduce((sum, png) => sum + (png?.length ?? 0), ofLevels)
}

function isMissing(cause: unknown): boolean {
  return (cause as { code?: string }).code === 'ENOENT'
}

function reason(cause: unknown): string {
  const code = (cause as { code?: string }).code
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'permission denied'
  return (cause as Error).message
}
