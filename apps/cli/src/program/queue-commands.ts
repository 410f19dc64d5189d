/** Commands for runs over a queue. Workers are another program, `cuts-worker`. */
import { Command, Option } from 'commander'
import { parseCount } from '../arguments/values.ts'
import { cancelCommand, statusCommand, submitCommand } from '../commands/queue.ts'
import type { Execute } from './execute.ts'
import { collect, examples, given, masksOption, spacingOption } from './flags.ts'
import { addRunFlags, runFlag } from './run-flags.ts'

export function queueCommands(execute: Execute): Command[] {
  return [
    addRunFlags(withQueue(new Command('submit')))
      .summary('give a run to the workers of a queue')
      .description(
        'Read the images, and give the run to a queue in Redis or Valkey, from which any number of cuts-worker take their jobs. Images that are done in --out already are not done again. Workers must see images, model and --out under the same paths.',
      )
      .argument('<images>', 'folder, list or table of images')
      .option('--out <folder>', 'where to write', 'results')
      .option('--model <file>', 'model.onnx of an earlier run or train (default: the run makes its own)')
      .addOption(masksOption())
      .addOption(runFlag('grouping'))
      .addOption(spacingOption())
      .option('--set <stage.option=value>', 'change one setting of the preset; may be repeated', collect, [])
      .option('--priority <n>', 'runs with lower numbers go first', parseCount, 100)
      .option('--json', 'one JSON object a line on standard output: events, then the run')
      .option('--quiet', 'print nothing but failures and errors (with --json: failures and the run)')
      .addHelpText(
        'after',
        examples('cuts submit studies.csv --model model.onnx --out out/ --queue redis://queue.lab:6379'),
      )
      .action((images, flags, command) =>
        execute(context => submitCommand(context, images, given(context, flags, command))),
      ),
    withQueue(new Command('status'))
      .summary('list the runs of a queue')
      .description('List the runs of a queue and how far they are.')
      .option('--json', 'one JSON object on standard output')
      .addHelpText('after', examples('cuts status --queue redis://queue.lab:6379'))
      .action(flags => execute(context => statusCommand(context, flags))),
    withQueue(new Command('cancel'))
      .summary('stop a run of a queue')
      .description(
        'Stop a run: its batches end after the image under way. What is done stays, and submitting it again goes on.',
      )
      .argument('<run>', 'name of the run, as submit and status print it')
      .option('--json', 'one JSON object on standard output')
      .addHelpText('after', examples('cuts cancel 0f3a5c7e9b1d2f4a-5e6f7a8b --queue redis://queue.lab:6379'))
      .action((run, flags) => execute(context => cancelCommand(context, run, flags))),
  ]
}

function withQueue(command: Command): Command {
  return command.addOption(
    new Option('--queue <address>', 'redis://HOST:PORT of Redis 6.2 or newer, or Valkey')
      .env('CUTS_QUEUE')
      .makeOptionMandatory(),
  )
}
