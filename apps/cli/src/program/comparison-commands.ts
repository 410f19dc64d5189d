/** Commands that compare methods. */
import { Argument, Command, Option } from 'commander'
import { collectPath, parseNames, parseSeeds, parseStudies } from '../arguments/comparison.ts'
import { parseCount } from '../arguments/values.ts'
import { compareCommand } from '../commands/compare.ts'
import { modelsCommand } from '../commands/models.ts'
import type { Execute } from './execute.ts'
import { collect, examples } from './flags.ts'
import { runFlag } from './run-flags.ts'

export function comparisonCommands(execute: Execute): Command[] {
  return [
    new Command('compare')
      .summary('compare CUTS with other methods on images with masks')
      .description(
        'Segment images with CUTS and other methods, score all results by one protocol, and write tables. Finished work is kept in OUT/cache: after Ctrl-C, run the same command to continue.',
      )
      .argument('<dataset>', 'folder that holds images/ and masks/, paired by file name without extension')
      .option('--methods <a,b,c>', 'rows of the table, see the guide (default: all)', parseNames)
      .option('--seeds <1,2,3>', 'seeds; scores are means over them', parseSeeds, [1])
      .option('--out <folder>', 'where to write', 'comparison')
      .addOption(runFlag('jobs'))
      .option('--first <n>', 'use only the first n images, by name', parseCount)
      .addOption(
        new Option('--hint <what>', 'how the region to score is chosen: by the whole true mask, or by simulated clicks')
          .choices(['label', 'point'])
          .default('label'),
      )
      .option('--clicks <n>', 'maximum number of simulated clicks', parseCount, 1)
      .addOption(
        new Option(
          '--oracle <what>',
          'how the best level is chosen: the level with the highest Dice, or the best level for each metric',
        )
          .choices(['dice', 'metric'])
          .default('dice'),
      )
      .option(
        '--study <lambda,heldout>',
        'additional rows: other weights of the contrastive loss; images that the encoder was not trained on',
        parseStudies,
        [],
      )
      .addOption(runFlag('preset'))
      .option('--set <stage.option=value>', 'change one setting in both presets of CUTS; may be repeated', collect, [])
      .option(
        '--predictions <name=folder>',
        'masks or label maps from another tool, as a row; may be repeated',
        collectPath,
      )
      .option('--weights <name=file>', 'weights that a method needs; may be repeated', collectPath)
      .option('--json', 'one JSON object a line on standard output: events, then the table')
      .option('--quiet', 'print nothing but failures and errors (with --json: failures and the table)')
      .addHelpText(
        'after',
        examples(
          'cuts compare dataset/ --seeds 1,2,3 --out comparison/',
          'cuts compare dataset/ --methods cuts-best,cuts-auto,felzenszwalb-tuned,ward',
          'cuts compare dataset/ --methods cuts-best --predictions mytool=masks-of-mytool/',
          'cuts compare dataset/ --hint point --clicks 3',
        ),
      )
      .action((dataset, flags) => execute(context => compareCommand(context, dataset, flags))),
    new Command('models')
      .summary('list and download published weights')
      .description(
        'STEGO and SAM, rows of a comparison, need weights that are not part of this program. Nothing is downloaded unless you run this command. A file is kept only if its SHA-256 matches.',
      )
      .addArgument(new Argument('<action>', 'action').choices(['list', 'pull']))
      .argument('[name]', 'model to download')
      .option('--dir <folder>', 'folder for the file NAME.onnx', 'models')
      .option('--url <url>', 'download from this address instead')
      .option('--checksum <sha256>', 'check the file against this SHA-256 instead of the published one')
      .option('--json', 'one JSON object a line on standard output: models, or events and a summary')
      .option('--quiet', 'print nothing but errors (with --json: the summary)')
      .addHelpText(
        'after',
        examples(
          'cuts models list',
          'cuts models pull dino',
          'cuts models pull sam-encoder --dir weights/',
          'cuts compare dataset/ --weights dino=models/dino.onnx',
        ),
      )
      .action((action, name, flags) => execute(context => modelsCommand(context, action, name, flags))),
  ]
}
