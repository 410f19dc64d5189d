/** The command that lists what a run proposes. */
import { Command } from 'commander'
import { parseCount } from '../arguments/values.ts'
import { proposalsCommand } from '../commands/proposals.ts'
import type { Execute } from './execute.ts'
import { examples } from './flags.ts'

export function proposalsEntry(execute: Execute): Command {
  return new Command('proposals')
    .summary('list the most likely objects, and save them as masks')
    .description(
      'List regions of any granularity in the order of how likely they are objects, found without labels: rank, area, and the columns, rows and slices that they reach. With --out, write each of them as a mask.',
    )
    .argument('<results>', 'result folder, or the folder of an image or volume inside it: results/images/ID')
    .option('--most <n>', 'largest number of proposals for an image or volume', parseCount, 10)
    .option('--out <folder>', 'folder for masks ID-RANK.png, of volumes ID-RANK.nii.gz (default: none are written)')
    .option('--overwrite', 'replace existing files')
    .option('--json', 'one JSON object on standard output')
    .addHelpText(
      'after',
      examples(
        'cuts proposals results/                                        # of every image and volume',
        'cuts proposals results/images/eye-07 --most 5 --out masks/',
        'cuts proposals results/volumes/head --json',
      ),
    )
    .action((results, flags) => execute(context => proposalsCommand(context, results, flags)))
}
