/** NIfTI: volumes in, labels and intensities out. */
import type { Certainty, Format } from '../format.ts'
import { isGzip, unpack } from '../gzip/unpack.ts'
import { namesBeside, textAt } from '../head.ts'
import { labelGrid } from '../pixel-grid.ts'
import { volumeReader } from '../volume/read-volume.ts'
import { openNifti } from './open.ts'
import { writeNifti } from './write-nifti.ts'

export const nifti = {
  id: 'nifti',
  name: 'NIfTI',
  reader: {
    title: 'NIfTI-1, NIfTI-2, Analyze 7.5',
    extensions: ['.nii', '.nii.gz', '.hdr + .img'],
    reads: 'integers, floats, RGB, vectors, gzip, both byte orders; volumes of a series one at a time',
    refuses: 'complex numbers, single bits, matrices of connectivity (CIFTI)',
    geometry: 'spacing, origin, direction',
    detect,
    companions: (bytes, name) =>
      isPair(bytes, name) ? namesBeside(name, /(\.hdr)?(\.gz)?$/i, '.img', '.img.gz', '.IMG') : [],
    ...volumeReader(({ main, companions }) => openNifti(main.bytes, [...companions.values()][0], main.name)),
  },
  writers: [
    {
      id: 'nifti',
      name: 'NIfTI',
      extensions: ['.nii.gz', '.nii'],
      holds: 'labels and intensities',
      volumes: true,
      geometry: 'spacing, origin, direction',
      writeLabels: ({ map }, { compressed }) => writeNifti(labelGrid(map), { isLabels: true, compressed }),
      writeIntensities: (grid, { compressed }) => writeNifti(grid, { isLabels: false, compressed }),
    },
  ],
} as const satisfies Format

function detect(head: Uint8Array): Certainty | undefined {
  if (['n+1\0', 'ni1\0'].includes(textAt(head, 344, 4)) || ['n+2\0', 'ni2\0'].includes(textAt(head, 4, 4)))
    return 'signature'
  return isAnalyze(head) ? 'guess' : undefined
}

/** Analyze 7.5 has no signature: the size of its header, and one to seven axes. */
function isAnalyze(head: Uint8Array): boolean {
  if (head.length < 348) return false
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  return [true, false].some(little => {
    const axes = view.getInt16(40, little)
    return view.getInt32(0, little) === 348 && axes >= 1 && axes <= 7
  })
}

/** Headers whose pixels lie in another file have no plus sign in their signature. */
function isPair(bytes: Uint8Array, name: string): boolean {
  const head = isGzip(bytes) ? unpack(bytes, 'gzip', 348, name, false) : bytes
  const plus = '+'.charCodeAt(0)
  return head[345] !== plus && head[5] !== plus
}
