/**
 * MetaImage in one file (`.mha`): a text header and zlib-compressed samples
 * (https://itk.org/Wiki/ITK/MetaIO/Documentation).
 */
import type { SampleType } from '@cuts/core'
import { compress } from '#compress'
import { bytesOf, inSpace, type PixelGrid, sampleTypeOf } from '../pixel-grid.ts'

const types: { readonly [type in SampleType]: string } = {
  uint8: 'MET_UCHAR',
  int8: 'MET_CHAR',
  uint16: 'MET_USHORT',
  int16: 'MET_SHORT',
  uint32: 'MET_UINT',
  int32: 'MET_INT',
  float32: 'MET_FLOAT',
  float64: 'MET_DOUBLE',
}

/** Returns the bytes of a `.mha` file. Directions and origin are LPS, as in ITK; an unknown geometry is left out. */
export async function writeMetaImage({ size, channels, data, geometry }: PixelGrid): Promise<Uint8Array> {
  const body = await compress('deflate', [bytesOf(data)])
  const lines = ['ObjectType = Image', 'NDims = 3', 'BinaryData = True', 'BinaryDataByteOrderMSB = False']
  lines.push('CompressedData = True', `CompressedDataSize = ${body.length}`)
  if (geometry !== undefined) {
    const { spacingMm, originMm, direction } = inSpace(geometry)
    // The direction of the first axis comes first: columns of our matrix are rows of theirs.
    const columns = [0, 1, 2].flatMap(column => [0, 1, 2].map(row => direction[3 * row + column]!))
    lines.push(`TransformMatrix = ${columns.join(' ')}`, `Offset = ${originMm.join(' ')}`)
    lines.push('CenterOfRotation = 0 0 0', `ElementSpacing = ${spacingMm.join(' ')}`)
  }
  lines.push(`DimSize = ${size.join(' ')}`)
  if (channels > 1) lines.push(`ElementNumberOfChannels = ${channels}`)
  lines.push(`ElementType = ${types[sampleTypeOf(data)]}`, 'ElementDataFile = LOCAL')
  const header = new TextEncoder().encode(`${lines.join('\n')}\n`)
  const file = new Uint8Array(header.length + body.length)
  file.set(header)
  file.set(body, header.length)
  return file
}
