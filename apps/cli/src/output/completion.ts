/**
 * Scripts that complete commands, flags and choices in a shell, made from the commands themselves. They are static: a shell asks no
 * program while somebody types.
 */
import type { Command, Option } from 'commander'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** A command with what can follow it. Choices by the long name of their flag. */
interface Words {
  readonly name: string
  readonly doc: string
  readonly flags: readonly { readonly long: string; readonly doc: string; readonly takesValue: boolean }[]
  readonly choices: ReadonlyMap<string, readonly string[]>
}

export function completionScript(shell: Shell, program: Command): string {
  const commands = program.commands.map(wordsOf)
  return { bash, zsh, fish }[shell](commands)
}

function wordsOf(command: Command): Words {
  const shown = command.options.filter(({ hidden, long }) => !hidden && long !== undefined)
  return {
    name: command.name(),
    doc: command.summary(),
    flags: [
      ...shown.map(option => ({ long: option.long!, doc: option.description, takesValue: takesValue(option) })),
      { long: '--help', doc: 'show help', takesValue: false },
    ],
    choices: new Map(shown.flatMap(({ long, argChoices }) => (argChoices === undefined ? [] : [[long!, argChoices]]))),
  }
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional
}

function bash(commands: readonly Words[]): string {
  const cases = commands.map(({ name, flags, choices }) => {
    const values = flags.filter(({ takesValue }) => takesValue)
    const listed = values.map(({ long }) => {
      const words = choices.get(long)
      return words === undefined ? `        ${long}) return ;;` : `        ${long}) words=${single(words.join(' '))} ;;`
    })
    const all = flags.map(({ long }) => long).join(' ')
    return `    ${name})\n      case "$before" in\n${listed.join('\n')}${listed.length === 0 ? '' : '\n'}        *) [[ "$now" == -* ]] || return; words=${single(all)} ;;\n      esac ;;`
  })
  return `# Completion of cuts for bash. In ~/.bashrc: source <(cuts completion bash)
_cuts() {
  local now="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W ${single([...commands.map(({ name }) => name), 'help', '--help', '--version'].join(' '))} -- "$now"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    *) return ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$now"))
}
complete -o default -o bashdefault -F _cuts cuts
`
}

function zsh(commands: readonly Words[]): string {
  const named = commands.map(({ name, doc }) => `    ${single(`${colons(name)}:${colons(doc)}`)}`)
  const cases = commands.map(({ name, flags, choices }) => {
    const lines = flags.map(({ long, doc, takesValue }) => {
      const words = choices.get(long)
      const value = !takesValue ? '' : words === undefined ? ':value:_files' : `:value:(${words.join(' ')})`
      return `      ${single(`*${long}[${brackets(doc)}]${value}`)}`
    })
    return `    ${name}) _arguments -s ${['', ...lines, "      '*:file:_files'"].join(' \\\n')} ;;`
  })
  return `#compdef cuts
# Completion of cuts for zsh. In ~/.zshrc, after compinit: source <(cuts completion zsh)
_cuts() {
  local -a commands
  commands=(
${named.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local name=\${words[2]}
  shift words
  (( CURRENT-- ))
  case $name in
${cases.join('\n')}
    *) _files ;;
  esac
}
compdef _cuts cuts
`
}

function fish(commands: readonly Words[]): string {
  const lines = commands.flatMap(({ name, doc, flags, choices }) => [
    `complete -c cuts -n __fish_use_subcommand -f -a ${name} -d ${single(doc)}`,
    ...flags.map(({ long, doc: meaning, takesValue }) => {
      const words = choices.get(long)
      const value = !takesValue ? '' : words === undefined ? ' -r -F' : ` -x -a ${single(words.join(' '))}`
      return `complete -c cuts -n '__fish_seen_subcommand_from ${name}' -l ${long.slice(2)}${value} -d ${single(meaning)}`
    }),
  ])
  return `# Completion of cuts for fish. Once: cuts completion fish > ~/.config/fish/completions/cuts.fish
${lines.join('\n')}
`
}

/** A text as one word of a shell, whatever is in it. */
function single(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

function colons(text: string): string {
  return text.replaceAll(':', '\\:')
}

function brackets(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&')
}
