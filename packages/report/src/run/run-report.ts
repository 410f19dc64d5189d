/** The report of a run, from wherever its results are kept. */
import type { Store } from '@cuts/runtime'
import { readSummary, resultLayout } from '@cuts/runtime/results'
import { readReportPictures, readVolumePictures } from './read-pictures.ts'
import { renderReport } from './render-report.ts'

/** Returns the report as one HTML file. Throws `Unreadable` if the store holds no results. */
export async function renderRunReport(store: Store): Promise<string> {
  const summary = await readSummary(store)
  return renderReport(summary, await readReportPictures(store, summary), await readVolumePictures(store, summary))
}

/** Writes the report beside the results and returns its key. Throws `Unreadable` or `Unwritable`. */
export async function writeRunReport(store: Store): Promise<string> {
  await store.put(resultLayout.resultFiles.report, await renderRunReport(store))
  return resultLayout.resultFiles.report
}
