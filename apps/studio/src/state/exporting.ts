/** From the session to a file on the person's disk. The writers are loaded when they are needed. */
import { asStored } from '@cuts/core/volume'
import { resolveSettings, type SettingsOverrides } from '@cuts/runtime'
import { resultLayout } from '@cuts/runtime/results'
import { openOpfsStore } from '@cuts/runtime/web'
import { download } from '../files/download.ts'
import type { ExportFormat, LabelledImage, Origin } from '../files/export-labels.ts'
import type { App } from './app.ts'
import { sessionEnding } from './session-file.ts'
import type { Studio } from './studio.ts'

export const offered: readonly { readonly id: ExportFormat; readonly name: string }[] = [
  { id: 'png', name: 'PNG' },
  { id: 'nifti', name: 'NIfTI' },
  { id: 'nrrd', name: 'NRRD (.seg.nrrd)' },
  { id: 'dicom-seg', name: 'DICOM SEG' },
  { id: 'tiff', name: 'TIFF' },
  { id: 'npz', name: 'NumPy (.npz)' },
  { id: 'geojson', name: 'GeoJSON' },
  { id: 'coco', name: 'COCO' },
]

export function hasLabels({ studio }: App): boolean {
  studio.revision.value
  return [...studio.session().pixels.values()].some(pixels => pixels.some(value => value !== 0))
}

/** A format that no open image can be written in is not offered. */
export function isOffered({ studio }: App, id: ExportFormat): boolean {
  return id !== 'dicom-seg' || [...studio.facts.value.values()].some(({ format }) => format === 'DICOM')
}

/** Whether a run of the page can be taken away with the labels. */
export function hasRun({ studio }: App): boolean {
  return studio.run.value !== undefined
}

export async function exporting(app: App, formats: ReadonlySet<string>): Promise<void> {
  const { studio } = app
  const session = studio.session()
  try {
    const labelled: LabelledImage[] = []
    for (const { id, name } of session.images) {
      const labels = session.pixels.get(id)!
      if (!labels.some(value => value !== 0)) continue
      const image = await app.opening.whole(id)
      const { view = asStored, format } = studio.facts.value.get(id) ?? {}
      const series = format === 'DICOM' ? studio.sources.get(id)!.files : undefined
      labelled.push({ name, labels, image, view, series })
    }
    const { exportLabels } = await import('../files/export-labels.ts')
    const zip = await exportLabels(
      labelled,
      session.document.labels,
      offered.map(({ id }) => id).filter(id => formats.has(id)),
      originOf(studio),
      formats.has('run') ? await runFiles(studio) : [],
    )
    const name = `${labelled.length === 1 ? stem(labelled[0]!.name) : 'labels'}.zip`
    download(name, zip, 'application/zip')
    studio.status.value = { kind: 'saved', name }
  } catch (error) {
    studio.status.value = { kind: 'error', message: (error as Error).message }
  }
}

/** How regions came about: by the page's own run if there is one, else by the encoder that is not trained. */
function originOf({ run, origin }: Studio): Origin {
  const { preset, seed, settings = {} } = run.value ?? { ...origin, settings: {} }
  return {
    preset,
    seed,
    made: new Date().toISOString(),
    model:
      run.value === undefined ? 'an encoder with weights drawn from the seed' : 'the encoder of a run on these images',
    settings: resolveSettings(preset, settings as SettingsOverrides),
  }
}

/** The report of a run, its encoder and its numbers. */
async function runFiles({ run }: Studio): Promise<(readonly [string, Uint8Array])[]> {
  if (run.value === undefined) return []
  const store = await openOpfsStore(run.value.store)
  const { report, model, summary } = resultLayout.resultFiles
  const found: (readonly [string, Uint8Array])[] = []
  for (const key of [report, model, summary]) {
    const bytes = await store.get(key)
    if (bytes !== undefined) found.push([`run/${key}`, bytes])
  }
  return found
}

export async function saveSession(app: App): Promise<void> {
  const first = app.studio.images.value[0]
  if (first === undefined) return
  const name = `${stem(first.name)}${sessionEnding}`
  download(name, await app.packSession(), 'application/zip')
  app.studio.status.value = { kind: 'saved', name }
}

function stem(name: string): string {
  return name.replace(/(\.nii)?\.[^.]+$/, '') || name
}
