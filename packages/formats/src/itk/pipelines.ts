/** The pipelines of ITK-Wasm that are used, by the format that each decodes; `gdcm` is DICOM. */
export const itkFormats = ['png', 'jpeg', 'tiff', 'bmp', 'gdcm'] as const

export type ItkFormat = (typeof itkFormats)[number]

/** The name of the files of a pipeline. */
export function pipelineOf(format: ItkFormat): string {
  return `${format}-read-image`
}
