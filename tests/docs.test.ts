import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stages } from '@cuts/runtime'
import { describe, expect, it } from 'vitest'
import { createProgram } from '../apps/cli/src/program.ts'
import { flagTable } from './flag-table.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].map(name => join(root, name)),
  ...readdirSync(join(root, 'docs'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.md'))
    .map(entry => join(entry.parentPath, entry.name)),
]
const program = createProgram('0.0.0', async () => {})

describe.each(pages.map(page => [relative(root, page), page] as const))('%s', (_, page) => {
  const text = readFileSync(page, 'utf8')

  it('links to files that exist', () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(match => match[1] ?? '')
    const broken = links.filter(link => !/^https?:/.test(link) && !existsSync(join(dirname(page), link)))
    expect(broken).toEqual([])
  })

  it('shows commands that exist, with flags that they take', () => {
    const blocks = [...text.matchAll(/```[a-z]*\n([\s\S]*?)```/g)].map(match => match[1] ?? '')
    const lines = blocks.flatMap(block => block.split('\n')).filter(line => /^(npx )?cuts /.test(line))
    for (const line of lines) {
      const [name = '', ...words] =
        line
          .replace(/^(npx )?cuts /, '')
          .split(/\s+(?:#|\|)/)[0]
          ?.split(/\s+/) ?? []
      const command = program.commands.find(candidate => candidate.name() === name)
      expect(command, line).toBeDefined()
      const flags = command?.options.map(option => option.long)
      for (const word of words.filter(word => word.startsWith('--'))) expect(flags, line).toContain(word)
    }
  })
})

it.each([...pages, ...sources('apps/cli/src')].map(page => [relative(root, page), page] as const))(
  '%s sets only options that exist',
  (_, page) => {
    for (const [assignment, stage = '', option = ''] of readFileSync(page, 'utf8').matchAll(/--set (\w+)\.(\w+)=/g)) {
      if (stage === 'stage') continue
      expect(Object.keys(stages), assignment).toContain(stage)
      expect(Object.keys(stages[stage as keyof typeof stages].options), assignment).toContain(option)
    }
  },
)

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map(entry => join(entry.parentPath, entry.name))
}

it('the threat model names tests that exist, and benches that the README names exist', () => {
  const model = readFileSync(join(root, 'docs/threat-model.md'), 'utf8')
  const named = [...model.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(match => match[1]!)
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter(name => !existsSync(join(root, name)))).toEqual([])
  const usage = readFileSync(join(root, 'bench/src/main.ts'), 'utf8')
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  for (const [, bench] of readme.matchAll(/npm run bench -- ([\w-]+)/g))
    expect(usage).toMatch(new RegExp(`^ +'?${bench}'?: `, 'm'))
  expect(readme.split('\n').length).toBeLessThan(150)
})

describe('docs/guide/cli.md', () => {
  const page = join(root, 'docs/guide/cli.md')

  it('names every command', () => {
    const text = readFileSync(page, 'utf8')
    for (const command of program.commands) expect(text).toContain(`\`cuts ${command.name()} `)
  })

  it('has the flags that commands take; UPDATE_DOCS=1 writes them anew', () => {
    const text = readFileSync(page, 'utf8')
    const section = /(<!-- flags: [^\n]* -->\n)[\s\S]*?(<!-- end of flags -->)/
    expect(text).toMatch(section)
    const table = flagTable(program.commands).join('\n')
    const anew = text.replace(section, (_, start, end) => `${start}\n${table}\n\n${end}`)
    if (process.env.UPDATE_DOCS !== undefined) writeFileSync(page, anew)
    else expect(text).toBe(anew)
  })
})
