/** The decoders as files that a web server can serve beside a page. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { itkFormats, pipelineOf } from '../itk/pipelines.ts'
import { licencePath, pipelinePath, require, unpackWasm } from './find-codecs.ts'

/**
 * Writes the decoders of a page into `folder`, which is made if it does not exist: scripts and modules of ITK-Wasm,
 * unpacked so that browsers take them directly, with their licence, and the module of OpenJPH; 7.9 MB, or 2.5 MB gzipped. Returns the names
 * of the files.
 */
export async function writeCodecs(folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true })
  const names: string[] = []
  for (const name of itkFormats.map(pipelineOf)) {
    const path = pipelinePath(name)
    await copyFile(`${path}.js`, join(folder, `${name}.js`))
    await writeFile(join(folder, `${name}.wasm`), await unpackWasm(await readFile(`${path}.wasm.zst`)))
    names.push(`${name}.js`, `${name}.wasm`)
  }
  await copyFile(require.resolve('@cornerstonejs/codec-openjph/wasm'), join(folder, 'openjphjs.wasm'))
  await copyFile(licencePath(), join(folder, 'LICENSE'))
  return [...names, 'openjphjs.wasm', 'LICENSE']
}
