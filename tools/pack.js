/** `npm run tarballs`: packs everything that is published into tarballs/, and says how to install it. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { chdir, platform, stdout } from 'node:process'
import { fileURLToPath } from 'node:url'

chdir(fileURLToPath(new URL('..', import.meta.url)))
rmSync('tarballs', { recursive: true, force: true })
mkdirSync('tarballs')
const manifestOf = folder => JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
const workspaces = ['packages', 'apps']
  .flatMap(folder => readdirSync(folder).map(name => `${folder}/${name}`))
  .filter(path => manifestOf(path).private !== true)
  .flatMap(path => ['--workspace', path])
const packing = ['pack', '--silent', '--ignore-scripts', '--pack-destination', 'tarballs', ...workspaces]
execFileSync('npm', packing, { shell: platform === 'win32' })

// Packages that are installed globally see each other only at the top, and @cuts/nn takes the runtime from its user.
const runtime = `onnxruntime-node@${manifestOf('apps/cli').dependencies['onnxruntime-node']}`
const tarballs = fileURLToPath(new URL('../tarballs', import.meta.url))
stdout.write(
  `Install the command \`cuts\` with\n  npm install --global --ignore-scripts '${runtime}' ${tarballs}/*.tgz\n`,
)
