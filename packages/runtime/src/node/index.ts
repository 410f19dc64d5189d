export type { Exported, FolderExport as ExportOptions } from '../export/folder-export.ts'
export type { ConvertOptions } from '../run/convert-files.ts'
export type { FolderRun, SegmentingRun } from '../run/folder-run.ts'
export type { PickedFile, PickedVolumeFile, PickFiles } from '../run/pick-files.ts'
export type { PickClick } from '../run/select-region.ts'
export { diskFiles, expectFree, writeFileWhole } from './disk-files.ts'
export {
  applyExemplars,
  convertFile,
  evaluateResults,
  exportResults,
  lookInsideFolder,
  pickRegion,
  proposalsOf,
} from './finished-results.ts'
export { lockFolder } from './folder-lock.ts'
export { createFolderStore, removeLeftovers } from './folder-store.ts'
export { forkPerformer, serveTasks } from './fork.ts'
export { openResultFolder } from './open-result-folder.ts'
export { forkJobs, performersOf } from './performers.ts'
export { previewFolder, runFolder, segmentFolder, trainFolder, withProject } from './run-folder.ts'
