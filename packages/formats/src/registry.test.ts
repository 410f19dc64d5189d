import { gzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { inspectImage } from './read-image.ts'
import { claimedPicture, detectFormat, formats, writerFor, writers } from './registry.ts'

const text = (value: string, at = 0): Uint8Array => {
  const bytes = new Uint8Array(at + Math.max(value.length, 8))
  for (let i = 0; i < value.length; i++) bytes[at + i] = value.charCodeAt(i)
  return bytes
}

describe('formats', () => {
  it('have each an identifier and a name of their own, and something to read or to write', () => {
    expect(new Set(formats.map(({ id }) => id)).size).toBe(formats.length)
    expect(new Set(formats.map(({ name }) => name)).size).toBe(formats.length)
    for (const format of formats) expect('reader' in format || 'writers' in format, format.id).toBe(true)
  })

  it('write what they say that they hold', () => {
    expect(new Set(writers.map(({ id }) => id)).size).toBe(writers.length)
    for (const { id, holds, writeLabels, writeIntensities } of writers) {
      expect(writeIntensities !== undefined, id).toBe(holds === 'labels and intensities')
      expect(writeLabels !== undefined || writeIntensities !== undefined, id).toBe(true)
    }
  })
})

describe('detectFormat', () => {
  it.each([
    ['PNG', '\x89PNG\r\n\x1a\n'],
    ['JPEG', '\xff\xd8\xff\xe0'],
    ['TIFF', 'II*\0'],
    ['TIFF', 'MM\0*'],
    ['TIFF', 'II+\0'],
    ['TIFF', 'MM\0+'],
    ['NRRD', 'NRRD0004'],
    ['MetaImage', 'ObjectType = Image'],
    ['MINC', 'CDF\x01'],
    ['NumPy', '\x93NUMPY'],
  ] as const)('knows %s by its first bytes', (format, magic) => {
    expect(detectFormat(text(magic))).toBe(format)
    expect(detectFormat(text(magic).subarray(0, 2))).toBeUndefined()
  })

  it('does not take a PNG whose line ends a transfer in text mode has changed', () => {
    expect(detectFormat(text('\x89PNG\n\x1a\n'))).toBeUndefined()
  })

  it('takes a DICOM file whose preamble is the start of a TIFF for DICOM', () => {
    const both = text('DICM', 128)
    both.set(text('II*\0'))
    expect(detectFormat(both)).toBe('DICOM')
  })

  it('looks for volumes inside gzip, and not for pictures', () => {
    expect(detectFormat(gzipSync(text('n+1\0', 344)))).toBe('NIfTI')
    expect(detectFormat(gzipSync(text('\x89PNG\r\n\x1a\n')))).toBeUndefined()
  })
})

describe('a file of no format that is read', () => {
  it.each([
    ['empty', new Uint8Array(0), 'a.png is empty (0 bytes).'],
    ['GIF', text('GIF89a..'), 'a.png is a GIF file, which is not read here.'],
    ['text', text('hello, this is no image'), 'a.png is a text file, which is not read here.'],
    ['noise', Uint8Array.from([1, 2, 3, 250, 0, 0, 0, 0]), 'a.png is not an image of a known format.'],
  ])('is called what it is: %s', (_, bytes, message) => {
    expect(() => inspectImage([{ name: 'a.png', bytes }])).toThrow(
      expect.objectContaining({ code: 'Unreadable', message, remedy: expect.stringMatching(/\w/) }),
    )
  })
})

it('names claim the pictures that end like them', () => {
  expect(claimedPicture('folder.png/a.JPG')).toBe('JPEG')
  expect(claimedPicture('a.tiff')).toBe('TIFF')
  expect(claimedPicture('a')).toBeUndefined()
  expect(claimedPicture('scan.001')).toBeUndefined()
})

it('the longest ending chooses the writer', () => {
  expect(writerFor('out/a.seg.nrrd')?.id).toBe('nrrd')
  expect(writerFor('out/A.NRRD')?.id).toBe('nrrd-image')
  expect(writerFor('a.nii')?.id).toBe('nifti')
  expect(writerFor('a.txt')).toBeUndefined()
})
