/** docs/formats.md, from the registry of formats. */
import { formats, writers } from '@cuts/formats'
import { fixtures } from './fixtures.ts'

export function formatsPage(): string {
  const read = formats
    .filter(format => 'reader' in format)
    .map(({ id, reader }) => [
      reader.title,
      reader.extensions.join(', '),
      reader.reads,
      reader.refuses === '' ? '–' : reader.refuses,
      reader.geometry,
      fixtures[id],
    ])
  const written = writers.map(writer => [
    writer.name,
    writer.extensions.join(', '),
    writer.holds,
    writer.volumes ? 'images and volumes' : 'images',
    writer.geometry,
  ])
  return `# Formats

Written by \`tests/formats\` from the registry of formats; \`UPDATE_DOCS=1 npx vitest run tests/formats\`
writes it anew.

## Read

A file is told by its content, never by its name. Geometry is in millimetres of the patient, left, posterior, superior (LPS),
whatever a file uses; spacing that a file does not state stays unknown. Intensities are in the file's own units.

${table(['format', 'files', 'read', 'refused', 'geometry', 'tested with'], read)}

Not read, and said so: MINC 2 (HDF5), GIF, WebP, HEIC, PDF.

## Slices, channels, time

- A picture is a volume of one slice. Pages of a TIFF, frames of a DICOM file and files of a DICOM series are slices.
- Colours and the components of vectors are channels. Transparency is left out, with a notice.
- Of volumes along a further axis (time, echoes, directions) one is read at a time; the first, unless another is asked for.
- The files of a DICOM series are sorted along the normal of their slices. Uneven gaps are told.
- DICOM values are rescaled; white-is-zero is turned, so that larger is brighter; palettes and YBR become RGB. Pixels outside
  what was scanned keep their value, with a notice.

## Limits

An image of more than 2^29 values (2 GiB as the 32-bit floats that they become) is refused by its header, before memory is
taken; the limit is an option of the library. Compressed data are unpacked only as far as the header says, and where none
says (a DICOM file in a gzip archive) to 64 MiB or 256 times their size, 1 GiB at most. A header may name other files by plain
names only. Names of patients are read for nobody who does not ask for them.

## Written

${table(['format', 'files', 'holds', 'of', 'geometry'], written)}
`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
