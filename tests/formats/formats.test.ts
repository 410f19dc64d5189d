import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isCutsError } from '@cuts/core'
import { inspectImage, readImage } from '@cuts/formats'
import { sharedDataReason } from '@cuts/testing'
import { describe, expect, it } from 'vitest'
import { formatsPage } from './page.ts'
import { formatSamples, notImages } from './samples.ts'

const page = fileURLToPath(new URL('../../docs/formats.md', import.meta.url))

describe('docs/formats.md', () => {
  it('is what the registry says; UPDATE_DOCS=1 writes it anew', () => {
    const text = formatsPage()
    if (process.env.UPDATE_DOCS !== undefined) writeFileSync(page, text)
    expect(readFileSync(page, 'utf8')).toBe(text)
  })
})

const samples = formatSamples()
describe.skipIf(samples === undefined)(`files of other programs (${sharedDataReason} if skipped)`, () => {
  it('are told by their content, whatever they are called', () => {
    const alone = samples!.filter(({ files, path }) => files.length === 1 && !/\.(HEAD|PAR|hdr)$/.test(path))
    for (const { path, files } of alone) {
      const formatOf = (name: string): string | undefined => {
        try {
          return inspectImage([{ name, bytes: files[0]!.bytes }]).format
        } catch {
          return undefined
        }
      }
      expect(formatOf('scan.png'), path).toBe(formatOf(path))
    }
  })

  it('are read, at least 98 in 100 of those that hold an image, and the others refused in a sentence', {
    timeout: 300_000,
  }, async () => {
    const unread: string[] = []
    let read = 0
    for (const { path, files } of samples!) {
      const expected = notImages.find(([pattern]) => pattern.test(path))?.[1]
      try {
        const info = inspectImage(files)
        const { volume, format } = await readImage(files)
        expect([format, volume.width, volume.height, volume.depth], path).toEqual([
          info.format,
          info.width,
          info.height,
          info.depth,
        ])
        expect(volume.pixels.length).toBe(volume.width * volume.height * volume.depth * volume.channels)
        expect(expected, `${path} was read`).toBeUndefined()
        read++
      } catch (error) {
        if (!isCutsError(error)) throw error
        // A sentence that names the file, and a way out.
        expect(error.message, path).toContain(files[0]!.name)
        expect(error.message).toMatch(/\.$/)
        expect(error.remedy, path).toMatch(/\.$/)
        if (expected === undefined) unread.push(`${path}: ${error.message}`)
        else expect(error.message, path).toMatch(expected)
      }
    }
    expect(unread.length / (read + unread.length), unread.join('\n')).toBeLessThan(0.02)
    console.log(`${read} of ${read + unread.length} images read\n${unread.join('\n')}`)
  })
})
