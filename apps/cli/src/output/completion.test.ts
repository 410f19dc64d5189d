import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { createProgram } from '../program.ts'
import { completionScript, shells } from './completion.ts'

const program = createProgram('0', async () => {})

function isInstalled(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'true'])
    return true
  } catch {
    return false
  }
}

/** What bash would offer after these words, of which the last is being typed. */
function offered(...words: readonly string[]): string[] {
  const script = `${completionScript('bash', program)}
COMP_WORDS=(cuts "$@"); COMP_CWORD=$#; _cuts; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
}

it.skipIf(!isInstalled('bash'))('completes commands, flags of the command and choices of the flag', () => {
  expect(offered('comp').sort()).toEqual(['compare', 'completion'])
  expect(offered('run', 'images', '--max')).toEqual(['--max-memory'])
  expect(offered('run', 'images', '--device', '').sort()).toEqual(['auto', 'cpu', 'cuda', 'webgpu'])
  expect(offered('eval', 'results', '--mask').sort()).toEqual(['--mask-label', '--masks'])
  // Files are the shell's own to complete.
  expect(offered('run', 'im')).toEqual([])
  expect(offered('run', '--out', '')).toEqual([])
})

it.each(shells.filter(isInstalled))('is a script that %s can read', shell => {
  const script = completionScript(shell, program)
  execFileSync(shell, ['-n'], { input: script })
})

it.each(shells)('names every command and every flag for %s', shell => {
  const script = completionScript(shell, program)
  for (const command of program.commands) {
    expect(script).toContain(command.name())
    for (const { long } of command.options) expect(script).toContain(long!.slice(2))
  }
})
