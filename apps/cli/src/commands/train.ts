/** `cuts train`: trains an encoder on a folder of images. */
import { plural, roughDuration } from '@cuts/report/words'
import { expandInputs, oneOrMore } from '../arguments/inputs.ts'
import { exitCodes } from '../output/exit-codes.ts'
import { type Context, type FolderFlags, folderOptions, printJson, printLines, withEvents } from './context.ts'
import { dryRun } from './dry-run.ts'

/** Returns exit code 1 if images failed: the encoder was trained without them. */
export async function trainCommand(context: Context, given: readonly string[], flags: FolderFlags): Promise<number> {
  const { io, useCases } = context
  const images = oneOrMore(await expandInputs(io, given))
  if (flags.dryRun === true) return dryRun(context, images, flags, { reports: false })
  let failed = 0
  const trained = await withEvents(io, flags, onEvent =>
    useCases.trainFolder(
      folderOptions(context, images, flags, event => {
        if (event.type === 'failed') failed++
        onEvent(event)
      }),
    ),
  )
  if (flags.json === true) printJson(io, { type: 'summary', ...trained })
  else if (flags.quiet !== true) {
    const [reconstruction, contrastive] = trained.loss.at(-1) ?? [Number.NaN, Number.NaN]
    printLines(io, [
      trained.steps === 0
        ? 'Not trained: the settings ask for 0 steps. The encoder has random weights, normalised over the images.'
        : `Trained ${plural(trained.steps, 'step')} in ${roughDuration(trained.seconds)}; ` +
          `last losses: reconstruction ${reconstruction.toFixed(4)}, contrastive ${contrastive.toFixed(3)}.`,
      ...(failed === 0 ? [] : [`${plural(failed, 'image')} could not be used; the messages above give the reasons.`]),
      '',
      `Model: ${trained.model}`,
      `Use it on other images: cuts segment IMAGES --model ${trained.model} --out OTHER_RESULTS`,
    ])
  }
  return failed === 0 ? exitCodes.done : exitCodes.someFailed
}
