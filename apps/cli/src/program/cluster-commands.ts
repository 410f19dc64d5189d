/** Commands that divide a run over many processes and join it. */
import { Command } from 'commander'
import { parseCount } from '../arguments/values.ts'
import { mergeCommand } from '../commands/merge.ts'
import { planCommand } from '../commands/plan.ts'
import type { Execute } from './execute.ts'
import { collect, examples, given } from './flags.ts'
import { addRunFlags, runFlag } from './run-flags.ts'

export function clusterCommands(execute: Execute): Command[] {
  return [
    new Command('merge')
      .summary('join the shards of a run')
      .description(
        'Join the shards that were segmented into one folder: write summary.json and report.html, say which images are missing, and print the line that segments them. The result is that of a run in one process.',
      )
      .argument('<out>', 'result folder that the shards wrote to')
      .option('--expect <images>', 'folder, list or table of all images (default: as the latest shard was given)')
      .option('--json', 'one JSON object a line on standard output: events, then a summary')
      .option('--quiet', 'print nothing but failures and errors (with --json: failures and the summary)')
      .addHelpText('after', examples('cuts merge out/ --expect studies.csv'))
      .action((out, flags) => execute(context => mergeCommand(context, out, flags))),
    addRunFlags(
      new Command('plan')
        .summary('say how many shards a run should have')
        .description(
          'Segment a few of the images to see how long they take, and say how many shards there should be and how long they last. Print the lines that start them on Slurm and on Kubernetes.',
        )
        .argument('<images>', 'folder, list or table of all images')
        .option('--model <file>', 'model.onnx of an earlier run or train; volumes in three dimensions need none')
        .option('--minutes <n>', 'how long a shard should last', parseCount, 15)
        .option('--from <results>', 'take times from this result folder in place of segmenting images now')
        .option('--out <folder>', 'where the shards write, for the printed lines', 'results')
        .option('--container <image>', 'container image with cuts, for the printed Kubernetes job', 'cuts:latest')
        .option('--claim <name>', 'volume claim with images and results, for the printed Kubernetes job', 'cuts-data')
        .option('--set <stage.option=value>', 'change one setting of the preset; may be repeated', collect, []),
    )
      .addOption(runFlag('grouping'))
      .option('--json', 'one JSON object on standard output')
      .option('--quiet', 'print nothing but the plan')
      .addHelpText(
        'after',
        examples(
          'cuts plan studies.csv --model model/model.onnx --minutes 15',
          'cuts plan studies.csv --model model/model.onnx --from sample-results/ --json',
        ),
      )
      .action((images, flags, command) =>
        execute(context => planCommand(context, images, given(context, flags, command))),
      ),
  ]
}
