/** A NIfTI file, or the header and pixels of a pair, gzipped or not, as a volume file. */
import { CutsError } from '@cuts/core'
import { isGzip, unpack } from '../gzip/unpack.ts'
import { storedBytes, type VolumeFile } from '../volume/layout.ts'
import { niftiHeaderBytes, readNiftiHeader } from './header.ts'

/**
 * `image` is the .img file of a pair. Throws as {@link readNiftiHeader}, and `Unreadable` for a header without its
 * pixels.
 */
export function openNifti(bytes: Uint8Array, image: Uint8Array | undefined, name: string): VolumeFile {
  const { header, layout, voxelsAt, isPair, notices } = readNiftiHeader(expand(bytes, niftiHeaderBytes, name), name)
  const source = isPair ? image : bytes
  if (source === undefined)
    throw new CutsError(
      'Unreadable',
      `${name} is a header. Its pixels lie in a file of the same name that ends in .img, which is missing.`,
      { remedy: 'Put both files into one folder, under their original names.' },
    )
  const voxelBytes = (samples: number): Uint8Array =>
    expand(source, voxelsAt + samples * storedBytes[layout.stored], name).subarray(voxelsAt)
  return { header, layout, voxelBytes, notices }
}

function expand(bytes: Uint8Array, maxBytes: number, name: string): Uint8Array {
  return isGzip(bytes) ? unpack(bytes, 'gzip', maxBytes, name) : bytes
}
