#!/usr/bin/env node
/**
 * Copies the decoders of ITK-Wasm that are used into dist/codecs, with their licence. So whoever installs this package
 * gets these ten files, and not the 200 packages that their own package depends on and that are never loaded.
 */
import { copyFile, mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { itkFormats, pipelineOf } from '../dist/itk/pipelines.js'

const dist = dirname(createRequire(import.meta.url).resolve('@itk-wasm/image-io'))
const target = fileURLToPath(new URL('../dist/codecs/', import.meta.url))
const files = itkFormats.flatMap(format =>
  ['.js', '.wasm.zst'].map(ending => `pipelines/${pipelineOf(format)}${ending}`),
)

await mkdir(target, { recursive: true })
for (const file of [...files, '../LICENSE']) await copyFile(join(dist, file), join(target, basename(file)))
