/** JPEG: pictures in. */
import type { Format } from '../format.ts'
import { decodePage } from '../picture/decode-with-itk.ts'
import { pictureReader } from '../picture/read-picture.ts'
import { inspectJpeg } from './inspect.ts'

export const jpeg = {
  id: 'jpeg',
  name: 'JPEG',
  reader: {
    title: 'JPEG',
    extensions: ['.jpg', '.jpeg', '.jpe'],
    reads: '8 bits, grey, colour, CMYK',
    refuses: '12 bits, lossless, arithmetic coding (all but the last are read in DICOM)',
    geometry: 'none',
    detect: head => (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff ? 'signature' : undefined),
    ...pictureReader({
      isLossy: true,
      inspect: (bytes, name) => ({ header: inspectJpeg(bytes, name) }),
      decode: (bytes, { header }, name) => decodePage('jpeg', bytes, header, name),
    }),
  },
} as const satisfies Format
