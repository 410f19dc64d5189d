/** The commands, their flags and their help. */
import { Command } from 'commander'
import { clusterCommands } from './program/cluster-commands.ts'
import { comparisonCommands } from './program/comparison-commands.ts'
import { completionCommands } from './program/completion-command.ts'
import type { Execute } from './program/execute.ts'
import { fileCommands } from './program/file-commands.ts'
import { queueCommands } from './program/queue-commands.ts'
import { resultCommands } from './program/result-commands.ts'
import { runCommands } from './program/run-commands.ts'

/** Builds the program. Nothing runs until it parses. Every action goes through `execute`. */
export function createProgram(version: string, execute: Execute): Command {
  const program = new Command('cuts')
    .description('Label-free, coarse-to-fine segmentation of your own images. No data leaves this machine.')
    .version(version, '-v, --version', 'print the version')
    // -v after a command is that command's own flag.
    .enablePositionalOptions()
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help of a command')
    .showSuggestionAfterError(true)
    .addHelpText(
      'after',
      `
Start here:
  cuts run images/                                  segment a folder, write results/report.html
  cuts run images/ --masks masks/ --out results/    the same, scored against masks of the same names
  cuts segment more/ --model results/model.onnx     use that encoder on other images
  cuts pick results/images/ID --at 64,80            save the region under a pixel as a mask
  cuts proposals results/images/ID --out masks/     save the ten most likely objects as masks
  cuts open results/                                look, select and paint in your browser
  cuts export results/ --format nrrd --out slicer/  write all regions for another program

Exit codes: 0 done, 1 some images failed, 2 usage, nothing to do or fatal, 130 interrupted.
Research software, not a medical device.`,
    )

  for (const commands of [
    runCommands,
    clusterCommands,
    queueCommands,
    resultCommands,
    fileCommands,
    comparisonCommands,
    completionCommands,
  ])
    for (const command of commands(execute)) program.addCommand(command)
  return program
}
