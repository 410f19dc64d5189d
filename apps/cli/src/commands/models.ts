/** `cuts models`: lists and downloads published weights. */

import type { PulledModel } from '@cuts/compare/node'
import { CutsError } from '@cuts/core'
import { exitCodes } from '../output/exit-codes.ts'
import { showPullProgress } from '../output/pull-progress.ts'
import { formatTable } from '../output/table.ts'
import { type Context, type OutputFlags, printJson, printLines, withProgress } from './context.ts'

export interface ModelsFlags extends OutputFlags {
  readonly dir: string
  readonly url?: string
  readonly checksum?: string
}

/** `list` prints the models; `pull` downloads one. */
export async function modelsCommand(
  context: Context,
  action: 'list' | 'pull',
  name: string | undefined,
  flags: ModelsFlags,
): Promise<number> {
  const { io, useCases, signal } = context
  const json = flags.json ?? false
  if (action === 'list') {
    const models = Object.entries(useCases.publishedModels)
    if (json) for (const [model, about] of models) printJson(io, { name: model, ...about })
    else
      printLines(
        io,
        formatTable(
          [{ title: 'model' }, { title: '' }],
          models.map(([model, { doc }]) => [model, doc]),
        ),
      )
    return exitCodes.done
  }
  if (name === undefined)
    throw new CutsError('InvalidOption', 'pull needs the name of a model.', {
      remedy: `Models: ${Object.keys(useCases.publishedModels).join(', ')}.`,
    })
  const pulled = await withProgress(io, flags, showPullProgress, onEvent =>
    useCases.pullModel({ name, dir: flags.dir, url: flags.url, sha256: flags.checksum, signal, onEvent }),
  )
  if (json) printJson(io, { type: 'summary', ...pulled })
  else if (flags.quiet !== true) printLines(io, describePulled(pulled, useCases.publishedModels[name]?.weights ?? name))
  return exitCodes.done
}

function describePulled({ path, sha256, checked, kept }: PulledModel, weights: string): string[] {
  const against = checked === 'first use' ? 'no known checksum to check it against' : `as ${checked}`
  return [
    `${path} ${kept ? 'already exists' : 'is saved'}; SHA-256 ${sha256}, ${against}`,
    `To use it: cuts compare DATASET --weights ${weights}=${path}`,
  ]
}
