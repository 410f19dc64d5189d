/** The licences of what others wrote and the built page holds, as one text that goes with it. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'

export interface ThirdParty {
  /** Notes whose modules a bundle holds; the page and its workers are bundles of their own. */
  readonly collect: () => Plugin
  /** The text, as far as is known when all bundles are made. */
  readonly text: () => Promise<string>
}

const packageFolder = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/

export function thirdParty(): ThirdParty {
  const folders = new Set<string>()
  return {
    collect: () => ({
      name: 'cuts-third-party',
      generateBundle(_, bundle) {
        for (const output of Object.values(bundle)) {
          if (output.type !== 'chunk') continue
          for (const id of Object.keys(output.modules)) {
            const folder = packageFolder.exec(id.replace(/^\0/, ''))?.[0]
            if (folder !== undefined) folders.add(folder)
          }
        }
      },
    }),
    text: async () => {
      const parts = await Promise.all([...folders].toSorted().map(describe))
      return `${[...new Set(parts)].join(`\n\n${'-'.repeat(72)}\n\n`)}\n`
    },
  }
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly repository?: string | { readonly url: string }
}

async function describe(folder: string): Promise<string> {
  const { name, version, license, repository } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  ) as Manifest
  const file = (await readdir(folder)).find(entry => /^licen[cs]e(\.|$)/i.test(entry))
  const source = typeof repository === 'string' ? repository : repository?.url.replace(/^git\+/, '')
  const head = [`${name} ${version}`, `Licence: ${license}`, ...(source === undefined ? [] : [`Source: ${source}`])]
  // One that ships no text states its terms in its manifest.
  const text = file === undefined ? [] : ['', (await readFile(join(folder, file), 'utf8')).trim()]
  return [...head, ...text].join('\n')
}
