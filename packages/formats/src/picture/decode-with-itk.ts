/** Decodes a page through ITK's reader, and checks it against the header that we read. */
import { CutsError } from '@cuts/core'
import { damaged, type PictureHeader } from '../header.ts'
import { decodeWithItk } from '../itk/pipeline.ts'
import type { ItkFormat } from '../itk/pipelines.ts'
import type { DecodedPage } from './codec.ts'

/** Throws `Unreadable` if the samples are corrupt or do not fit the header. */
export async function decodePage(
  format: ItkFormat,
  bytes: Uint8Array,
  header: PictureHeader,
  name: string,
): Promise<DecodedPage> {
  const { raster, messages } = await decodeWithItk(format, bytes)
  if (raster === undefined) throw damaged(name, `its ${format.toUpperCase()} data cannot be decoded`)
  const notices = /Corrupt JPEG data|Premature end/.test(messages)
    ? [`${name} holds corrupt JPEG data: parts of the image may be wrong`]
    : []
  const { width, height, samples } = raster
  if (width !== header.width || height !== header.height || samples < header.channels)
    throw new CutsError(
      'Unreadable',
      `${name} was decoded as ${width} x ${height} pixels of ${samples} samples, but its header says ${header.width} x ${header.height} of ${header.channels}.`,
      { remedy: 'Save it as a plain PNG.' },
    )
  // A fourth sample beside RGB and a second beside grey are alpha; ITK turns some grey pages into RGBA.
  const alpha = samples === header.channels + 1 ? [header.channels] : []
  return { header, raster, alpha, notices }
}
