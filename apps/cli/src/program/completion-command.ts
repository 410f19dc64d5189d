/** `cuts completion`: the script that completes commands and flags in a shell. */
import { Argument, Command } from 'commander'
import { completionScript, type Shell, shells } from '../output/completion.ts'
import { exitCodes } from '../output/exit-codes.ts'
import type { Execute } from './execute.ts'
import { examples } from './flags.ts'

export function completionCommands(execute: Execute): Command[] {
  const command = new Command('completion')
    .summary('complete commands and flags in your shell')
    .description('Print the script that completes commands, flags and choices in a shell.')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(shells))
    .addHelpText(
      'after',
      examples(
        'source <(cuts completion bash)            # in ~/.bashrc',
        'source <(cuts completion zsh)             # in ~/.zshrc, after compinit',
        'cuts completion fish > ~/.config/fish/completions/cuts.fish',
      ),
    )
    .action((shell: Shell) =>
      execute(async ({ io }) => {
        io.out(completionScript(shell, command.parent!))
        return exitCodes.done
      }),
    )
  return [command]
}
