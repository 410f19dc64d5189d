/** `npm run generate`: draws the bundled sample images and writes them into the examples folder. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sampleFiles } from './samples.ts'

for (const { path, bytes } of sampleFiles()) {
  const full = fileURLToPath(new URL(`../${path}`, import.meta.url))
  mkdirSync(dirname(full), { recursive: true })
  writeFileSync(full, bytes)
}
