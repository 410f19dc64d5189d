/** DICOM files that form images together: the slices of a series are one volume, whatever their names. */
import { isCutsError } from '@cuts/core'
import { detectFormat } from '@cuts/formats'
import { type DicomMember, dicomMember, groupDicom } from '@cuts/formats/dicom'
import type { SourceFiles } from '../files.ts'
import type { Notice, Rejected } from '../source.ts'
import { listFiles } from './folder.ts'
import type { ListedFile } from './listing.ts'
import { readHead } from './recognise.ts'

interface Gathered {
  readonly files: readonly ListedFile[]
  readonly rejected: readonly Rejected[]
  readonly notices: readonly Notice[]
}

/**
 * Joins the files of each DICOM series into one entry at the place of the first file. The name consists of the number
 * of the patient in this set, the modality and the number of the series, never of a patient's name. Files that are
 * images by themselves keep their names, and so do folders named by a list: each must hold one series. If there are
 * several files, DICOM files without an image are left out with a notice. `tell` is called for each file.
 */
export async function gatherSeries(
  source: SourceFiles,
  files: readonly ListedFile[],
  tell: (path: string) => void,
): Promise<Gathered> {
  const members: DicomMember[] = []
  const [notices, rejected]: [Notice[], Rejected[]] = [[], []]
  const kept = new Map<string, ListedFile>()
  const again: ListedFile[] = []
  for (const file of files) {
    const { path } = file
    tell(path)
    if (kept.has(path)) again.push(file)
    else if ((await source.kindOf(path).catch(() => undefined)) === 'folder') {
      const inside = await gatherSeries(source, await listFiles(source, path, notices), tell)
      notices.push(...inside.notices)
      const [only, ...more] = inside.files
      if (only !== undefined && more.length === 0) kept.set(path, { ...only, ...file, path: only.path })
      else
        rejected.push({
          path,
          message: `${path} holds ${inside.files.length} images; a list names folders of one DICOM series.`,
          remedy: 'Name the folder of each series by itself, or give the folder in place of the list.',
        })
    } else if (detectFormat(await readHead(source, path)) !== 'DICOM') kept.set(path, file)
    else
      try {
        members.push(dicomMember({ name: path, bytes: await source.bytes(path) }))
        kept.set(path, file)
      } catch (error) {
        if (!isCutsError(error)) throw error
        // Damaged files, and a file given by itself, are read later and then fail with the reason.
        if (error.code !== 'Unsupported' || files.length === 1) kept.set(path, file)
        else notices.push({ message: `${error.message} It is left out.`, file: path })
      }
  }
  for (const { label, files: paths, identity, seriesDescription } of members.length === 0 ? [] : groupDicom(members)) {
    const [first, ...others] = paths
    const series = others.length === 0 ? {} : { name: label, files: paths }
    kept.set(first!, { ...kept.get(first!)!, ...series, identity: { ...identity, seriesDescription } })
    for (const path of others) kept.delete(path)
  }
  return { files: [...kept.values(), ...again], rejected, notices }
}
