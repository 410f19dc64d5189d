/** FreeSurfer's MGH and MGZ: volumes in. */
import type { Format } from '../format.ts'
import { volumeReader } from '../volume/read-volume.ts'
import { openMgh } from './open.ts'

export const mgh = {
  id: 'mgh',
  name: 'MGH',
  reader: {
    title: 'MGH, MGZ',
    extensions: ['.mgh', '.mgz'],
    reads: 'all sample types, gzip; volumes of a series one at a time',
    refuses: '',
    geometry: 'spacing, origin, direction',
    detect: head => (isMgh(head) ? 'guess' : undefined),
    ...volumeReader(({ main }) => openMgh(main.bytes, main.name)),
  },
} as const satisfies Format

/** MGH has no signature: version 1, four dimensions of at least 1, and one of its sample types, big-endian. */
function isMgh(head: Uint8Array): boolean {
  if (head.length < 284) return false
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const sizes = [4, 8, 12, 16].map(at => view.getInt32(at))
  return (
    view.getInt32(0) === 1 &&
    sizes.every(size => size >= 1 && size < 65536) &&
    [0, 1, 3, 4, 10].includes(view.getInt32(20))
  )
}
