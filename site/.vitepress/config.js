/** The pages are the repository's own: README, docs/, the packages' READMEs, and the API reference from the docstrings. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitepress'

const pages = new URL('../pages/', import.meta.url)
const readPage = path => readFileSync(new URL(path, pages), 'utf8')

/** What most people read first; the other guides follow by name. */
const guides = ['getting-started', 'studio', 'clicking', 'volumes', 'datasets', 'results-folder', 'export', 'cli']

/** Links to the pages of a folder, under their headings. */
function pagesOf(folder, first = []) {
  const names = readdirSync(new URL(`${folder}/`, pages))
    .filter(name => name.endsWith('.md') && name !== 'README.md')
    .map(name => name.replace(/\.md$/, ''))
    .sort()
  return [...new Set([...first, ...names])].map(name => ({
    text: /^# (.+)$/m.exec(readPage(`${folder}/${name}.md`))?.[1]?.replaceAll('`', '') ?? name,
    link: `/${folder}/${name}`,
  }))
}

/** The modules, as the first page of the reference lists them. */
function modules() {
  const listed = readPage('api/README.md').matchAll(/^- \[(.+)\]\((.+)\.md\)$/gm)
  return [...listed].map(([, text, link]) => ({ text, link: `/api/${link}` }))
}

/** The studio works on the same host, if it is built. */
const studio = existsSync(new URL('public/studio', pages))
  ? [{ text: 'Studio', link: '/studio/', target: '_self' }]
  : []
const more = ['CHANGELOG', 'CONTRIBUTING', 'SECURITY'].map(name => ({
  text: name[0] + name.slice(1).toLowerCase(),
  link: `/${name}`,
}))

export default defineConfig({
  title: 'CUTS',
  description: 'Label-free, coarse-to-fine segmentation of medical images',
  srcDir: 'pages',
  outDir: 'dist',
  // A file without an ending, which is no page.
  ignoreDeadLinks: [/LICENSE/],
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      ...studio,
      { text: 'Guide', link: '/docs/guide/getting-started' },
      { text: 'Method', link: '/docs/method/README' },
      { text: 'Results', link: '/docs/results' },
      { text: 'API', link: '/api/README' },
    ],
    sidebar: {
      '/api/': modules(),
      '/': [
        { text: 'Guide', items: pagesOf('docs/guide', guides) },
        { text: 'About', items: [...pagesOf('docs'), ...more] },
        { text: 'Method', collapsed: true, items: pagesOf('docs/method') },
        { text: 'Decisions', collapsed: true, items: pagesOf('docs/decisions') },
      ],
    },
    footer: { message: 'Research software, not a medical device. MIT licence.' },
  },
})
