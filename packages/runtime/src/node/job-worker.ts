/** The main module of a process that does jobs of a run for another process. */
import { createNodeEngine } from '@cuts/nn/node'
import type { JobSetup } from '../run/job-setup.ts'
import { performHere } from '../run/perform.ts'
import { reopenProject } from '../run/project.ts'
import { guardedStore } from '../store/guarded-store.ts'
import { diskFiles } from './disk-files.ts'
import { createFolderStore } from './folder-store.ts'
import { endIfAlone, serveTasks } from './fork.ts'

serveTasks(async ({ out, options, settings, part, device, threads, model }: JobSetup, signal) =>
  performHere(
    await reopenProject({
      options,
      settings,
      part,
      files: diskFiles,
      store: guardedStore(createFolderStore(out, undefined, part?.name), endIfAlone),
      engine: onNotice => createNodeEngine({ device, threads, onNotice }),
      model: model === undefined ? undefined : await diskFiles.bytes(model),
      signal,
      onEvent: () => {},
    }),
  ),
)
