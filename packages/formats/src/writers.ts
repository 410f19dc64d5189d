/** The formats that labels and images are written in: what the command line offers and the documentation lists. */

export interface Writer {
  readonly name: string
  /** Endings of file names, the usual one first. */
  readonly extensions: readonly string[]
  readonly holds: 'labels' | 'labels and intensities'
  /** Whether one file holds a volume. */
  readonly volumes: boolean
  /** What is kept of where the pixels lie. */
  readonly geometry: 'spacing, origin, direction' | 'spacing' | 'none'
}

const everything = 'spacing, origin, direction'

export const writers = {
  png: { name: 'PNG', extensions: ['.png'], holds: 'labels and intensities', volumes: false, geometry: 'none' },
  tiff: {
    name: 'TIFF',
    extensions: ['.tif', '.tiff'],
    holds: 'labels and intensities',
    volumes: true,
    geometry: 'spacing',
  },
  nifti: {
    name: 'NIfTI',
    extensions: ['.nii.gz', '.nii'],
    holds: 'labels and intensities',
    volumes: true,
    geometry: everything,
  },
  nrrd: {
    name: 'NRRD segmentation',
    extensions: ['.seg.nrrd'],
    holds: 'labels',
    volumes: true,
    geometry: everything,
  },
  'nrrd-image': {
    name: 'NRRD',
    extensions: ['.nrrd'],
    holds: 'labels and intensities',
    volumes: true,
    geometry: everything,
  },
  mha: {
    name: 'MetaImage',
    extensions: ['.mha'],
    holds: 'labels and intensities',
    volumes: true,
    geometry: everything,
  },
  'dicom-seg': {
    name: 'DICOM segmentation',
    extensions: ['.dcm'],
    holds: 'labels',
    volumes: true,
    geometry: everything,
  },
  coco: { name: 'COCO', extensions: ['.json'], holds: 'labels', volumes: false, geometry: 'none' },
  geojson: { name: 'GeoJSON', extensions: ['.geojson'], holds: 'labels', volumes: false, geometry: 'spacing' },
  npz: {
    name: 'NumPy archive',
    extensions: ['.npz'],
    holds: 'labels and intensities',
    volumes: true,
    geometry: everything,
  },
} as const satisfies { readonly [id: string]: Writer }

export type WriterId = keyof typeof writers

/** The writer that a file's name asks for, by the longest ending that fits. */
export function writerFor(path: string): WriterId | undefined {
  const name = path.toLowerCase()
  const fitting = (Object.keys(writers) as WriterId[]).flatMap(id =>
    writers[id].extensions.filter(extension => name.endsWith(extension)).map(extension => ({ id, extension })),
  )
  return fitting.sort((a, b) => b.extension.length - a.extension.length)[0]?.id
}
