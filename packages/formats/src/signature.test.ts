import { describe, expect, it } from 'vitest'
import { detectFormat, nameNotice, requireFormat } from './signature.ts'

const text = (value: string, at = 0): Uint8Array => {
  const bytes = new Uint8Array(at + Math.max(value.length, 8))
  for (let i = 0; i < value.length; i++) bytes[at + i] = value.charCodeAt(i)
  return bytes
}

describe('detectFormat', () => {
  it.each([
    ['PNG', '\x89PNG\r\n\x1a\n'],
    ['JPEG', '\xff\xd8\xff\xe0'],
    ['TIFF', 'II*\0'],
    ['TIFF', 'MM\0*'],
    ['TIFF', 'II+\0'],
    ['TIFF', 'MM\0+'],
  ] as const)('knows %s by its first bytes', (format, magic) => {
    expect(detectFormat(text(magic))).toBe(format)
    expect(detectFormat(text(magic).subarray(0, 2))).toBeUndefined()
  })

  it('does not take a PNG whose line ends a transfer in text mode has changed', () => {
    expect(detectFormat(text('\x89PNG\n\x1a\n'))).toBeUndefined()
  })
})

describe('requireFormat', () => {
  it.each([
    ['empty', new Uint8Array(0), 'a.png is empty (0 bytes).'],
    ['DICOM', text('DICM', 128), 'a.png is a DICOM file, which is not read here.'],
    ['NIfTI', text('n+1', 344), 'a.png is a NIfTI file, which is not read here.'],
    ['GIF', text('GIF89a..'), 'a.png is a GIF file, which is not read here.'],
    ['text', text('hello, this is no image'), 'a.png is a text file, which is not read here.'],
    ['noise', Uint8Array.from([1, 2, 3, 250, 0, 0, 0, 0]), 'a.png is not an image of a known format.'],
  ])('says what %s is', (_, bytes, message) => {
    expect(() => requireFormat(bytes, 'a.png')).toThrow(
      expect.objectContaining({ code: 'Unreadable', message, remedy: expect.stringMatching(/\w/) }),
    )
  })
})

describe('nameNotice', () => {
  it('speaks up only where name and content differ', () => {
    expect(nameNotice('JPEG', 'folder.png/a.JPG')).toBeUndefined()
    expect(nameNotice('TIFF', 'a.tiff')).toBeUndefined()
    expect(nameNotice('PNG', 'a')).toBeUndefined()
    expect(nameNotice('PNG', 'scan.001')).toBeUndefined()
    expect(nameNotice('JPEG', 'x/a.png')).toBe('x/a.png is a JPEG file in spite of its name and is read as such')
  })
})
