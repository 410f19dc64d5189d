/** What strangers rely on: one version everywhere, licences that may be passed on, and few packages of others. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type InstalledPackage, installedWith } from './installed.ts'

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8')
const published = ['packages', 'apps'].flatMap(folder =>
  readdirSync(fileURLToPath(new URL(`../${folder}`, import.meta.url)))
    .map(name => `${folder}/${name}`)
    .filter(path => existsSync(fileURLToPath(new URL(`../${path}/package.json`, import.meta.url))))
    .filter(path => JSON.parse(read(`${path}/package.json`)).private !== true),
)
const { version } = JSON.parse(read('apps/cli/package.json')) as { readonly version: string }

describe('the version', () => {
  it.each(published)('of %s is that of all', path => {
    const manifest = JSON.parse(read(`${path}/package.json`))
    expect(manifest.version).toBe(version)
    for (const [name, range] of Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies }))
      if (name.startsWith('@cuts/')) expect([name, range]).toEqual([name, version])
  })

  it('stands in what citations are made from', () => {
    expect(/^version: (.+)$/m.exec(read('CITATION.cff'))?.[1]).toBe(version)
    expect(JSON.parse(read('codemeta.json')).version).toBe(version)
  })
})

/** Licences that let everybody use and pass on, with the notice alone. */
const permissive = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
]
const mayBePassedOn = ({ license }: InstalledPackage): boolean => {
  const terms = license.replace(/[()]/g, '')
  return terms.includes(' OR ')
    ? terms.split(' OR ').some(term => permissive.includes(term))
    : terms.split(' AND ').every(term => permissive.includes(term))
}

describe('what is installed with cuts', () => {
  const installed = installedWith(['apps/cli'])

  it('may be passed on', () => {
    expect(installed.filter(one => !mayBePassedOn(one))).toEqual([])
  })

  it('holds nothing that speaks to other machines on behalf of decoders', () => {
    const names = installed.map(({ name }) => name)
    expect(names).not.toContain('axios')
    expect(names).not.toContain('itk-wasm')
  })

  it('is listed in docs/licences.md', () => {
    const page = fileURLToPath(new URL('../docs/licences.md', import.meta.url))
    const lines = installed.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`)
    const table = ['| package | version | licence |', '| --- | --- | --- |', ...lines].join('\n')
    const [before, after] = ['<!-- installed -->\n\n', '\n\n<!-- end of installed -->']
    const text = readFileSync(page, 'utf8')
    const written = `${text.slice(0, text.indexOf(before) + before.length)}${table}${text.slice(text.indexOf(after))}`
    if (process.env.UPDATE_DOCS !== undefined) writeFileSync(page, written)
    else expect(text, 'UPDATE_DOCS=1 writes the table').toBe(written)
  })
})
