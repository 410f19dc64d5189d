/** Every entry that the packages export becomes a page of the API reference, from its docstrings. */
import { readFileSync } from 'node:fs'

const packages = ['core', 'nn', 'formats', 'runtime', 'compare', 'report']
const entryPoints = packages.flatMap(name => {
  const { exports } = JSON.parse(readFileSync(new URL(`../packages/${name}/package.json`, import.meta.url), 'utf8'))
  return Object.values(exports)
    .map(entry => entry['@cuts/source'])
    .filter(source => source !== undefined)
    .map(source => `../packages/${name}/${source}`)
})

export default {
  name: 'CUTS',
  entryPoints,
  tsconfig: 'tsconfig.json',
  plugin: ['typedoc-plugin-markdown', './name-modules.js'],
  out: 'pages/api',
  readme: 'none',
  router: 'module',
  excludeExternals: true,
  excludeInternal: true,
  disableSources: true,
  hideGenerator: true,
  hideBreadcrumbs: true,
  hidePageHeader: true,
  validation: { notExported: false, invalidLink: true },
}
