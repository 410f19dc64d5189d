/** Converts a file, or a folder of files that form one image, to a file of another format. */
import { type Conversion, type Converted, convertImage, writerOfName } from '../export/convert-image.ts'
import { readWhole } from '../export/read-whole.ts'
import type { Outside } from './outside.ts'

export interface ConvertOptions extends Pick<Conversion, 'input' | 'out' | 'keepIdentifiers'> {
  readonly overwrite: boolean
  /** DICOM files that a DICOM segmentation refers to. */
  readonly source?: string | undefined
}

/** Converts a file. Throws the errors of `convertImage` and `readImage`, and `Unwritable` if the output exists. */
export async function convertFiles(outside: Outside, { overwrite, ...conversion }: ConvertOptions): Promise<Converted> {
  const { input, out } = conversion
  const { files } = outside
  writerOfName(out)
  await outside.expectFree(out, overwrite)
  const image = await readWhole(files, input)
  const made = new Date((await files.stamp(input))?.modified ?? 0).toISOString()
  const { content, converted } = await convertImage(image, { source: undefined, ...conversion, originals: files, made })
  await outside.write(out, content)
  return converted
}
