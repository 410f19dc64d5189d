/** The program `cuts`, as a function from arguments to an exit code. Its access to the process is passed in. */
import { readFileSync } from 'node:fs'
import { CutsError } from '@cuts/core'
import { type Command, CommanderError } from 'commander'
import { type Io, processIo } from './io.ts'
import { loadUseCases } from './load-use-cases.ts'
import { exitCodes } from './output/exit-codes.ts'
import { reportFailure } from './output/failure.ts'
import { createProgram } from './program.ts'
import type { UseCases } from './use-cases.ts'

/**
 * Runs the command line `given` (without `node` and the script) and returns the exit code: 0 done, 1 some images failed,
 * 2 usage, nothing to do or a fatal error, 130 interrupted. `io` and `useCases` default to the real ones.
 */
export async function main(
  given: readonly string[],
  world: { readonly io?: Io; readonly useCases?: UseCases } = {},
): Promise<number> {
  const io = world.io ?? processIo()
  const argv = withoutFormerNames(io, given)
  let code: number = exitCodes.done
  const program = createProgram(readVersion(), async command => {
    const useCases = world.useCases ?? (await loadUseCases())
    const interrupt = listenForInterrupts(io, argv)
    try {
      code = await command({ io, useCases, signal: interrupt.signal })
    } finally {
      interrupt.stop()
    }
  })
  for (const command of [program, ...program.commands])
    command.exitOverride().configureOutput({ writeOut: io.out, writeErr: io.out, outputError: () => {} })

  try {
    if (argv.length === 0) {
      io.err(program.helpInformation())
      return exitCodes.fatal
    }
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done
    const failure = error instanceof CommanderError ? usageError(error, program, argv) : error
    return reportFailure(io, failure, argv.includes('--json'))
  }
}

/** Commands that had other names. */
const formerCommands: ReadonlyMap<string | undefined, string> = new Map([['bench', 'compare']])

function withoutFormerNames(io: Io, argv: readonly string[]): readonly string[] {
  const [former, ...rest] = argv
  const name = formerCommands.get(former)
  if (name === undefined) return argv
  io.err(`cuts: \`cuts ${former}\` is now called \`cuts ${name}\`.\n`)
  return [name, ...rest]
}

/**
 * On the first Ctrl-C, asks the run to stop at a point where it can continue later. The second Ctrl-C ends the process.
 */
function listenForInterrupts(
  io: Io,
  argv: readonly string[],
): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController()
  const stop = io.onInterrupt(() => {
    if (controller.signal.aborted) {
      io.exit(exitCodes.interrupted)
      return
    }
    controller.abort()
    // A page that is served has no step to finish.
    if (argv[0] === 'open') return
    io.err(`\ncuts: stopping after the current step.${howToGoOn(argv)} Press Ctrl-C again to end immediately.\n`)
  })
  return { signal: controller.signal, stop }
}

/** What was begun goes on later, where a command keeps what it has done. */
function howToGoOn([command, ...flags]: readonly string[]): string {
  if (command === 'compare' || flags.some(flag => /^--shar(?:d|e)\b/.test(flag))) return ' The same command continues.'
  return ['run', 'segment', 'train'].includes(command ?? '') ? ' The same command with --resume continues.' : ''
}

function usageError(error: CommanderError, program: Command, argv: readonly string[]): CutsError {
  const [message = '', ...hints] = error.message.replace(/^error: /, '').split('\n')
  const command = program.commands.find(candidate => candidate.name() === argv[0])
  const help = `Run \`cuts ${command === undefined ? '' : `${command.name()} `}--help\` to see its arguments and flags.`
  const hint = hints.map(line => line.replace(/^\((.*)\)$/, '$1')).join(' ')
  return new CutsError('InvalidOption', message, { remedy: hint === '' ? help : `${hint} ${help}` })
}

function readVersion(): string {
  return (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version
}
