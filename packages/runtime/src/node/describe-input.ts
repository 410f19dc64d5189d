/** Describes the content of a path on disk. */
import type { FileDescription } from '../dataset/describe-file.ts'
import { describeInput as describe, type SetDescription } from '../dataset/describe-set.ts'
import type { OnEvent } from '../events.ts'
import { diskFiles } from './disk-files.ts'

/** Describes a file, or the set of images in a folder or list. Throws `Unreadable` and `NothingToDo`. */
export function describeInput(path: string, onEvent: OnEvent): Promise<FileDescription | SetDescription> {
  return describe(diskFiles, path, onEvent)
}
