/** Philips PAR/REC: a text header (.PAR, versions 4 to 4.2) beside a file of 8- or 16-bit images (.REC). */
import { CutsError } from '@cuts/core'
import { damaged, unsupported } from '../header.ts'
import { planeFrom } from '../volume/affine.ts'
import { storedBytes, type VolumeFile } from '../volume/layout.ts'

/** Columns of a line of the table: see "IMAGE INFORMATION DEFINITION" in any file. */
const columns = {
  slice: 0,
  index: 6,
  bits: 7,
  width: 9,
  height: 10,
  intercept: 11,
  slope: 12,
  spacingX: 28,
  spacingY: 29,
}

/**
 * Values are rescaled to what the console displays (DV = PV * RS + RI). Images are ordered by slice; the n images of
 * each slice, one a point in time, form n volumes. The place of the slices is not read, only the spacing of pixels.
 */
export function openParRec(bytes: Uint8Array, rec: Uint8Array | undefined, name: string): VolumeFile {
  const lines = new TextDecoder('latin1').decode(bytes).split(/\r?\n/)
  const rows = lines.filter(line => /^\s*\d/.test(line)).map(line => line.trim().split(/\s+/).map(Number))
  const [first] = rows
  if (first === undefined || rows.some(row => row.length < 30))
    throw unsupported(
      name,
      'is a PAR file without a table of images of versions 4 to 4.2',
      'Export it again, or as NIfTI.',
    )
  if (rec === undefined)
    throw new CutsError(
      'Unreadable',
      `${name} is a header. Its pixels lie in a .REC file beside it, which is missing.`,
      {
        remedy: 'Put both files into one folder, under their original names.',
      },
    )
  const [bits, width, height] = [first[columns.bits]!, first[columns.width]!, first[columns.height]!]
  const isUniform = rows.every(
    row => row[columns.width] === width && row[columns.height] === height && row[columns.bits] === bits,
  )
  if (!isUniform || (bits !== 8 && bits !== 16))
    throw unsupported(name, `holds images of ${bits} bits or of several sizes`, 'Export it as NIfTI or DICOM.')
  const slices = [...new Set(rows.map(row => row[columns.slice]!))].sort((a, b) => a - b)
  const bySlice = slices.map(slice => rows.filter(row => row[columns.slice] === slice))
  const timepoints = Math.min(...bySlice.map(images => images.length))
  const rowOf = (slice: number, timepoint: number): readonly number[] => bySlice[slice]![timepoint]!
  const stored = bits === 8 ? 'uint8' : 'uint16'
  const area = width * height
  const imageBytes = area * storedBytes[stored]
  // Put in order: the file may hold them slice by slice or volume by volume.
  const voxelBytes = (samples: number): Uint8Array => {
    const ordered = new Uint8Array(Math.ceil(samples / area) * imageBytes)
    for (let i = 0; i * area < samples; i++) {
      const from = rowOf(i % slices.length, Math.floor(i / slices.length))[columns.index]! * imageBytes
      if (!(from >= 0 && from + imageBytes <= rec.length))
        throw damaged(name, `its .REC file ends after ${rec.length} bytes, before image ${i + 1}`)
      ordered.set(rec.subarray(from, from + imageBytes), i * imageBytes)
    }
    return ordered
  }
  return {
    header: {
      width,
      height,
      depth: slices.length,
      channels: 1,
      timepoints,
      sampleType: 'float32',
      inPlane: planeFrom([first[columns.spacingX]!, first[columns.spacingY]!]),
    },
    layout: {
      stored,
      littleEndian: true,
      strides: [1, width, area, 0, area * slices.length],
      slope: 1,
      intercept: 0,
      scaling: (slice, timepoint) => [
        rowOf(slice, timepoint)[columns.slope]!,
        rowOf(slice, timepoint)[columns.intercept]!,
      ],
    },
    voxelBytes,
    notices: [`${name}: the position of its slices in the patient is not read`],
  }
}
