/**
 * TIFF: pictures and stacks in, labels and intensities out. Decoded here if exact, by ITK if colours need a conversion.
 */
import type { Format } from '../format.ts'
import { decodePage } from '../picture/decode-with-itk.ts'
import { pictureReader } from '../picture/read-picture.ts'
import { labelGrid } from '../pixel-grid.ts'
import { decodeTiff } from './decode.ts'
import { readStackDescription } from './imagej.ts'
import { inspectPages, inspectTiff, needsItk, type Tiff } from './inspect.ts'
import { writeTiff } from './write-tiff.ts'

export const tiff = {
  id: 'tiff',
  name: 'TIFF',
  reader: {
    title: 'TIFF, BigTIFF',
    extensions: ['.tif', '.tiff'],
    reads:
      'integers to 32 bits, floats of 16 to 64; strips, tiles, planes; LZW, deflate, PackBits, JPEG, fax; any channels; pages of one size are slices, unless ImageJ describes them otherwise',
    refuses: 'JPEG 2000, LERC, Zstandard and other late compressions',
    geometry: 'spacing',
    detect: head => (isTiff(head) ? 'signature' : undefined),
    ...pictureReader<Tiff>({
      inspect: inspectTiff,
      inspectPages,
      describeStack: ({ directory }, pages) => readStackDescription(directory, pages),
      decode: async (bytes, page, name) => {
        const { header, layout } = page
        if (needsItk(layout)) return decodePage('tiff', onePageOnly(bytes, page), header, name)
        return { header, raster: decodeTiff(bytes, page, name), alpha: layout.alpha, notices: [] }
      },
    }),
  },
  writers: [
    {
      id: 'tiff',
      name: 'TIFF',
      extensions: ['.tif', '.tiff'],
      holds: 'labels and intensities',
      volumes: true,
      geometry: 'spacing',
      writeLabels: ({ map }) => writeTiff(labelGrid(map)),
      writeIntensities: writeTiff,
    },
  ],
} as const satisfies Format

/** 42 marks a TIFF and 43 a BigTIFF, in either byte order. */
function isTiff(head: Uint8Array): boolean {
  const [first, second, low, high] = head
  const isLittle = first === 0x49 && second === 0x49 && (low === 42 || low === 43) && high === 0
  return isLittle || (first === 0x4d && second === 0x4d && low === 0 && (high === 42 || high === 43))
}

/**
 * ITK decodes all pages of a stack, and fails if they differ in size: this points it to one page and cuts the chain
 * behind it.
 */
function onePageOnly(bytes: Uint8Array, { file, directory }: Tiff): Uint8Array {
  if (file.directories.length === 1) return bytes
  const copy = bytes.slice()
  const view = new DataView(copy.buffer)
  if (file.isBig) view.setBigUint64(8, BigInt(directory.at), file.littleEndian)
  else view.setUint32(4, directory.at, file.littleEndian)
  copy.fill(0, directory.linkAt, directory.linkAt + (file.isBig ? 8 : 4))
  return copy
}
