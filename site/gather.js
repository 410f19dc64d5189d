/**
 * Gathers the pages below pages/, in the repository's own folders, so that the links between them hold; and the studio,
 * if `npm run build` has built it.
 */
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const inRepository = path => fileURLToPath(new URL(`../${path}`, import.meta.url))
const inPages = path => fileURLToPath(new URL(`pages/${path}`, import.meta.url))

const readmes = ['packages', 'apps'].flatMap(folder =>
  readdirSync(inRepository(folder)).map(name => `${folder}/${name}/README.md`),
)
const sources = {
  'README.md': 'index.md',
  'apps/cli/dist/studio': 'public/studio',
  ...Object.fromEntries(
    ['docs', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'LICENSE', 'examples/README.md', ...readmes].map(
      path => [path, path],
    ),
  ),
}

rmSync(inPages(''), { recursive: true, force: true })
for (const [path, page] of Object.entries(sources))
  if (existsSync(inRepository(path))) cpSync(inRepository(path), inPages(page), { recursive: true })
