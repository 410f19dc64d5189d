#!/usr/bin/env node
/** Builds the page into the folder that `cuts open` serves; `npm run studio` does both. */
import { argv, stdout } from 'node:process'
import { fileURLToPath } from 'node:url'
import { buildStudio } from '../dist/node/index.js'

const folder = argv[2] ?? fileURLToPath(new URL('../../cli/dist/studio', import.meta.url))
await buildStudio(folder)
stdout.write(`The page is in ${folder}\n`)
