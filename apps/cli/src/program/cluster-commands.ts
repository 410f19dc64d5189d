/** Commands that divide a run over many processes and join it. */
import { Command } from 'commander'
import { mergeCommand } from '../commands/merge.ts'
import type { Execute } from './execute.ts'
import { examples } from './flags.ts'

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
  ]
}
