/** The report of a run, from wherever its results are kept. */
import type { Store } from '@cuts/runtime'
import { readSummary, resultLayout } from '@cuts/runtime/results'
import { linkReportPictures, readReportPictures, readVolumePictures } from './read-pictures.ts'
import { renderReport } from './render-report.ts'

/**
 * Where the pictures of a report are: all inside of it (up to 100 MB of them), or by their size, inside if they are few and
 * beside it, in the folders of the images, if they are many.
 */
export type PicturePlace = 'inside' | 'by size'

/** Returns the report as one HTML file. Throws `Unreadable` if the store holds no results. */
export async function renderRunReport(store: Store, place: PicturePlace = 'inside'): Promise<string> {
  const summary = await readSummary(store)
  const isBeside = place === 'by size' && (await pictureBytes(store)) > mostInside
  return renderReport(
    summary,
    isBeside ? await linkReportPictures(store, summary) : await readReportPictures(store, summary),
    await readVolumePictures(store, summary),
  )
}

/** Writes the report beside the results and returns its key. Throws `Unreadable` or `Unwritable`. */
export async function writeRunReport(store: Store, place: PicturePlace = 'inside'): Promise<string> {
  await store.put(resultLayout.resultFiles.report, await renderRunReport(store, place))
  return resultLayout.resultFiles.report
}

/** Bytes of pictures that a page holds without growing heavy: those of about ten images of 512 x 512 pixels. */
const mostInside = 8e6

async function pictureBytes(store: Store): Promise<number> {
  const entries = await store.list(resultLayout.resultFolders.images)
  return entries.reduce((sum, { key, bytes }) => sum + (/\.(png|svg)$/.test(key) ? bytes : 0), 0)
}
