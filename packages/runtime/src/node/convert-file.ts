/** Converts a file, or a folder of files that form one image, to a file of another format. */
import { stat } from 'node:fs/promises'
import { type Conversion, type Converted, convertImage, writerOfName } from '../export/convert-image.ts'
import { readWhole } from '../export/read-whole.ts'
import { diskFiles, expectFree, writeFileWhole } from './disk-files.ts'

export interface ConvertOptions extends Pick<Conversion, 'input' | 'out' | 'keepIdentifiers'> {
  readonly overwrite: boolean
  /** DICOM files that a DICOM segmentation refers to. */
  readonly source?: string | undefined
}

/** Converts a file. Throws the errors of `convertImage` and `readImage`, and `Unwritable` if the output exists. */
export async function convertFile({ overwrite, ...conversion }: ConvertOptions): Promise<Converted> {
  const { input, out } = conversion
  writerOfName(out)
  await expectFree(out, overwrite)
  const image = await readWhole(diskFiles, input)
  const made = (await stat(input)).mtime.toISOString()
  const { content, converted } = await convertImage(image, {
    source: undefined,
    ...conversion,
    originals: diskFiles,
    made,
  })
  await writeFileWhole(out, content)
  return converted
}
