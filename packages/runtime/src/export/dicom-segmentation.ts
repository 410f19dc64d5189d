/** Regions as DICOM segmentations that refer to their source series. */
import { type CutsError, isCutsError, type LabelMap, type LabelVolume } from '@cuts/core'
import type { RegionStyle } from '@cuts/formats'
import { type SourceInstance, writeSegmentation } from '@cuts/formats/dicom'
import { hexOf, sha256 } from '../sha256.ts'
import { stem } from '../source/paths.ts'
import { version } from '../version.ts'
import { readOwn, readSources, uidOf } from './dicom-source.ts'
import type { Numbered, WriteContext } from './numbered.ts'

/**
 * Writes the regions of an export. The source is the given one, or the image's own files if these are DICOM. The volume
 * states the position of each slice.
 */
export async function writeDicomSegmentation(
  { item, map, segments }: Numbered,
  { source, originals, keepIdentifiers, run, made, onNotice }: WriteContext,
): Promise<Uint8Array> {
  const own = () =>
    readOwn(item, originals).catch(error => {
      if (!isCutsError(error)) throw error
      onNotice(`the segmentation of ${item.id} refers to nothing: ${error.message}`, item.path)
      return []
    })
  const series = source === undefined ? await own() : await readSources(source, originals)
  const geometry = item.sliceOf?.geometry
  const placed = geometry === undefined ? map : { ...map, depth: 1, geometry }
  return writeFor(series, placed, { segments, keepIdentifiers, made, run, id: item.id })
}

/** Converts a label map. It has the date of its file, and identifiers that follow from its labels. */
export async function writeLabelsAsDicom(
  map: LabelMap | LabelVolume,
  segments: readonly RegionStyle[],
  {
    input,
    source,
    originals,
    keepIdentifiers,
    made,
  }: Pick<WriteContext, 'source' | 'originals' | 'keepIdentifiers' | 'made'> & { readonly input: string },
): Promise<Uint8Array> {
  const bytes = new Uint8Array(map.labels.buffer, map.labels.byteOffset, map.labels.byteLength)
  const run = hexOf(await sha256(bytes, JSON.stringify([map.geometry, keepIdentifiers])))
  const series = source === undefined ? [] : await readSources(source, originals)
  return writeFor(series, map, { segments, keepIdentifiers, made, run, id: stem(input) })
}

interface Making extends Pick<WriteContext, 'keepIdentifiers' | 'run' | 'made'> {
  readonly segments: readonly RegionStyle[]
  readonly id: string
}

/**
 * Chooses among several series the one whose slices match the position of the labels. Throws the errors of
 * `writeSegmentation`.
 */
async function writeFor(
  series: readonly (readonly SourceInstance[])[],
  map: LabelMap | LabelVolume,
  { segments, keepIdentifiers, run, made, id }: Making,
): Promise<Uint8Array> {
  const digits = made.replace(/\D/g, '')
  const write = async (sources: readonly SourceInstance[]): Promise<Uint8Array> => {
    const study = sources[0]?.studyInstanceUid ?? (await uidOf(run, 'study'))
    return writeSegmentation(map, {
      segments,
      sources,
      uids: {
        study,
        series: await uidOf(run, id, 'series'),
        instance: await uidOf(run, id, 'instance'),
        frameOfReference: await uidOf(run, id, 'frame of reference'),
        dimensions: await uidOf(run, id, 'dimensions'),
      },
      // Derived from the UID of the study, which is in the file anyway: it does not reveal the patient.
      pseudonym: `CUTS-${(await uidOf('patient', study)).slice(-12)}`,
      keepIdentifiers,
      made: { date: digits.slice(0, 8), time: digits.slice(8, 14) },
      softwareVersion: version,
    })
  }
  if (series.length === 0) return write([])
  let mismatch: CutsError | undefined
  // The largest series comes first: if none matches, the error is about the series that was probably meant.
  for (const sources of series.toSorted((a, b) => b.length - a.length))
    try {
      return await write('depth' in map ? sources : theOnly(sources, id))
    } catch (error) {
      if (!isCutsError(error, 'Mismatch')) throw error
      mismatch ??= error
    }
  throw mismatch
}

/** In a folder of single images, chooses the file named like the image; otherwise all files, which must be one. */
function theOnly(sources: readonly SourceInstance[], id: string): readonly SourceInstance[] {
  const named = sources.filter(({ name }) => stem(name) === id)
  return named.length === 1 ? named : sources
}
