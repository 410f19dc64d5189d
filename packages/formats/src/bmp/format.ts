/** BMP: pictures in. */
import type { Format } from '../format.ts'
import { decodePage } from '../picture/decode-with-itk.ts'
import { pictureReader } from '../picture/read-picture.ts'
import { inspectBmp } from './inspect.ts'

export const bmp = {
  id: 'bmp',
  name: 'BMP',
  reader: {
    title: 'BMP',
    extensions: ['.bmp'],
    reads: '8 bits with palette, 24 and 32 bits',
    refuses: 'fewer bits, compression',
    geometry: 'none',
    detect: head => (isBmp(head) ? 'signature' : undefined),
    ...pictureReader({
      inspect: (bytes, name) => ({ header: inspectBmp(bytes, name) }),
      decode: (bytes, { header }, name) => decodePage('bmp', bytes, header, name),
    }),
  },
} as const satisfies Format

/** "BM" may begin any file: the sizes of file and header behind it must be plausible too. */
function isBmp(head: Uint8Array): boolean {
  if (head[0] !== 0x42 || head[1] !== 0x4d || head.length < 18) return false
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  return [12, 40, 52, 56, 64, 108, 124].includes(view.getUint32(14, true)) && view.getUint32(10, true) >= 26
}
