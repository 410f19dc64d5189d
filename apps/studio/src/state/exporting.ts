/** From the session to a file on the person's disk. The writers are loaded when they are needed. */
import { asStored } from '@cuts/core/volume'
import { download } from '../files/download.ts'
import type { ExportFormat, LabelledImage } from '../files/export-labels.ts'
import type { App } from './app.ts'
import { sessionEnding } from './session-file.ts'

export const offered: readonly { readonly id: ExportFormat; readonly name: string }[] = [
  { id: 'png', name: 'PNG' },
  { id: 'nifti', name: 'NIfTI' },
  { id: 'nrrd', name: 'NRRD (.seg.nrrd)' },
  { id: 'tiff', name: 'TIFF' },
  { id: 'npz', name: 'NumPy (.npz)' },
  { id: 'geojson', name: 'GeoJSON' },
  { id: 'coco', name: 'COCO' },
]

export function hasLabels({ studio }: App): boolean {
  studio.revision.value
  return [...studio.session().pixels.values()].some(pixels => pixels.some(value => value !== 0))
}

export async function exporting(app: App, formats: ReadonlySet<string>): Promise<void> {
  const { studio } = app
  const session = studio.session()
  try {
    const labelled: LabelledImage[] = []
    for (const { id, name } of session.images) {
      const labels = session.pixels.get(id)!
      if (labels.some(value => value !== 0)) {
        const image = await app.opening.whole(id)
        labelled.push({ name, labels, image, view: studio.facts.value.get(id)?.view ?? asStored })
      }
    }
    const { exportLabels } = await import('../files/export-labels.ts')
    const zip = await exportLabels(
      labelled,
      session.document.labels,
      offered.map(({ id }) => id).filter(id => formats.has(id)),
      { ...studio.origin, made: new Date().toISOString() },
    )
    const name = `${labelled.length === 1 ? stem(labelled[0]!.name) : 'labels'}.zip`
    download(name, zip, 'application/zip')
    studio.status.value = { kind: 'saved', name }
  } catch (error) {
    studio.status.value = { kind: 'error', message: (error as Error).message }
  }
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
