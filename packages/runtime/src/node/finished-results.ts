/** What is done with a finished result folder: scored against masks, clicked on, exported to another folder. */
import { join } from 'node:path'
import type { Converted } from '../export/convert-image.ts'
import type { Exported, FolderExport } from '../export/folder-export.ts'
import { type Applied, type ApplyFiles, applyToFiles } from '../run/apply-files.ts'
import { type ConvertOptions, convertFiles } from '../run/convert-files.ts'
import { type EvaluatedResults, evaluateResults as evaluateStore } from '../run/evaluate-results.ts'
import { type FolderProposals, type FoundProposals, proposalsToFiles } from '../run/list-proposals.ts'
import type { Outside } from '../run/outside.ts'
import { type PickedFile, type PickedVolumeFile, type PickFiles, pickToFiles } from '../run/pick-files.ts'
import { exportToFiles, lookInsideToFile } from '../run/results-to-files.ts'
import { diskFiles, expectFree, writeFileWhole } from './disk-files.ts'
import { createFolderStore } from './folder-store.ts'

type ScoredFolder = Omit<Parameters<typeof evaluateStore>[0], 'store' | 'files'> & { readonly results: string }

/** Scores a result folder. `masks` is a folder of masks or one mask. Throws the errors of `evaluateResults` for stores. */
export function evaluateResults(options: ScoredFolder): Promise<EvaluatedResults> {
  return evaluateStore({ ...options, store: createFolderStore(options.results), files: diskFiles })
}

const disk: Outside = {
  files: diskFiles,
  openStore: (...path) => createFolderStore(join(...path)),
  expectFree,
  write: writeFileWhole,
}

/** Converts a file or a folder of files. Throws the errors of `convertFiles`. */
export function convertFile(options: ConvertOptions): Promise<Converted> {
  return convertFiles(disk, options)
}

/** Writes the mask of a region of an image or a volume. Throws the errors of `pickToFiles`. */
export function pickRegion(options: PickFiles): Promise<PickedFile | PickedVolumeFile> {
  return pickToFiles(disk, options)
}

/** Lists proposals, and writes their masks if asked to. Throws the errors of `proposalsToFiles`. */
export function proposalsOf(options: FolderProposals): Promise<FoundProposals> {
  return proposalsToFiles(disk, options)
}

/** Finds what was picked elsewhere in every image of a result folder. Throws the errors of `applyToFiles`. */
export function applyExemplars(options: ApplyFiles): Promise<Applied> {
  return applyToFiles(disk, options)
}

/** Writes the parts of a region of a volume. Throws the errors of `lookInsideToFile`. */
export function lookInsideFolder(options: Parameters<typeof lookInsideToFile>[1]): ReturnType<typeof lookInsideToFile> {
  return lookInsideToFile(disk, options)
}

/** Writes the files of an export. Throws the errors of `exportToFiles`. */
export function exportResults(options: FolderExport): Promise<Exported> {
  return exportToFiles(disk, options)
}
