/** What somebody who installs `cuts` gets beside it, from the lock file. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

interface LockedPackage {
  readonly version?: string
  readonly license?: string
  readonly link?: boolean
  readonly resolved?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export interface InstalledPackage {
  readonly name: string
  readonly version: string
  readonly license: string
}

const root = new URL('../', import.meta.url)

/** Returns the packages of others that those of the given folders need, and what these need in turn; by name. */
export function installedWith(folders: readonly string[]): InstalledPackage[] {
  const lock = readFileSync(fileURLToPath(new URL('package-lock.json', root)), 'utf8')
  const { packages } = JSON.parse(lock) as { readonly packages: { readonly [path: string]: LockedPackage | undefined } }
  const found = new Set<string>()
  const open = [...folders]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue
    found.add(path)
    const { dependencies = {}, optionalDependencies = {} } = packages[path]!
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies }))
      open.push(placeOf(packages, path, name))
  }
  return [...found]
    .filter(path => path.includes('node_modules/'))
    .map(path => ({
      name: path.replace(/^.*node_modules\//, ''),
      version: packages[path]!.version ?? '',
      license: packages[path]!.license ?? '',
    }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1))
}

/** The folder that Node takes `name` from when a module in `path` imports it. */
function placeOf(packages: { readonly [path: string]: LockedPackage | undefined }, path: string, name: string): string {
  for (
    let from = path;
    ;
    from = from.includes('/node_modules/') ? from.replace(/\/node_modules\/(?!.*\/node_modules\/).*$/, '') : ''
  ) {
    const place = `${from === '' ? '' : `${from}/`}node_modules/${name}`
    const locked = packages[place]
    if (locked !== undefined) return locked.link === true ? locked.resolved! : place
    if (from === '') throw new Error(`${name}, which ${path} needs, is not in the lock file.`)
  }
}
