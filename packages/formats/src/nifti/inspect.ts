/** The header of a NIfTI-1 file, as far as it is needed to know that the file is whole (nifti1.h, NIMH). */
import { damaged, unsupported } from '../header.ts'

const headerBytes = 348

/**
 * Checks that an uncompressed NIfTI-1 file holds as many bytes as its header says: ITK takes what is missing for 0. Throws
 * `Unreadable` for a truncated or contradictory file, `Unsupported` for NIfTI-2 and for a header without its pixels.
 */
export function checkNifti(bytes: Uint8Array, name: string): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < headerBytes) throw damaged(name, `its header ends after ${bytes.length} of ${headerBytes} bytes`)
  const sizeOf = (littleEndian: boolean): number => view.getInt32(0, littleEndian)
  if (sizeOf(true) === 540 || sizeOf(false) === 540)
    throw unsupported(name, 'is a NIfTI-2 file', 'Convert it to NIfTI-1, for instance with nifti_tool or 3D Slicer.')
  const littleEndian = sizeOf(true) === headerBytes
  if (!littleEndian && sizeOf(false) !== headerBytes) throw damaged(name, 'its header does not state its own size')
  if (view.getUint8(345) === 'i'.charCodeAt(0))
    throw unsupported(name, 'is a NIfTI header whose pixels lie in an .img file', 'Save it as one .nii file.')
  const axes = view.getInt16(40, littleEndian)
  if (axes < 1 || axes > 7) throw damaged(name, `its header says that it has ${axes} axes`)
  let voxels = 1
  for (let axis = 1; axis <= axes; axis++) {
    const length = view.getInt16(40 + 2 * axis, littleEndian)
    if (length < 1) throw damaged(name, `its header says that axis ${axis} is ${length} voxels long`)
    voxels *= length
  }
  const needed = view.getFloat32(108, littleEndian) + (voxels * view.getInt16(72, littleEndian)) / 8
  if (!(needed <= bytes.length))
    throw damaged(
      name,
      `it holds ${bytes.length} bytes, but ${needed} are needed for the ${voxels} voxels of its header`,
    )
}
