#!/usr/bin/env node
/** `npm run studio`: builds the page and serves it to this machine. */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildStudio, serveStudio } from '../dist/node/index.js'

const { values } = parseArgs({
  options: { port: { type: 'string', default: '4173' }, 'no-serve': { type: 'boolean' } },
})
const folder = fileURLToPath(new URL('../dist/site', import.meta.url))
await buildStudio(folder)
if (values['no-serve']) process.stdout.write(`The page is in ${folder}\n`)
else {
  const { url } = await serveStudio(folder, Number(values.port))
  process.stdout.write(`\n  CUTS Studio: ${url}\n\n  Nothing leaves this machine. Stop with Ctrl+C.\n\n`)
}
