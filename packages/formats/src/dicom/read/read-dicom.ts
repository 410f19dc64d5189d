/** DICOM files as a volume: one file of any number of frames, or the files of a series. */
import { CutsError, isCutsError, type SampleType } from '@cuts/core'
import type { DecodedVolume, NamedFile, ReadOptions } from '../../format.ts'
import { type ItkDecoder, itkDecoder } from '../../itk/pipeline.ts'
import { checkVolumeSize, expectTimepoint, type VolumeHeader } from '../../volume/layout.ts'
import { decimalsOf } from '../elements.ts'
import { openDicomFile } from '../open.ts'
import { type Arranged, arrangeSlices, missingSlice } from './arrange.ts'
import { applyPalette, readPalette, ybrToRgb } from './colour.ts'
import { frameDecoder } from './decode-frame.ts'
import { type DicomImage, describeImage } from './describe.ts'
import { fillSlices } from './fill-slices.ts'
import { applyModalityTable } from './modality-table.ts'
import { cross, dot, type Place, placesOf, spacingOf } from './place.ts'

/** A frame of one of the files. */
interface Slice {
  readonly file: number
  readonly frame: number
  readonly place: Place
}

interface Series {
  readonly images: readonly DicomImage[]
  readonly slices: readonly Slice[]
  readonly arranged: Arranged
  readonly header: VolumeHeader
  readonly notices: readonly string[]
}

/** Reads the headers of the files of one series. Throws as {@link readDicom}. */
export function dicomInfo(files: readonly NamedFile[], options: ReadOptions = {}) {
  const { header, notices } = openSeries(files, options)
  return { ...header, notices }
}

/**
 * Slices are sorted by position along their normal, whatever the names of the files. Values are rescaled as each file
 * states; MONOCHROME1 is inverted so that larger is brighter; palettes and YBR become RGB. Frames without a position,
 * such as those of a film, are slices in their order. If n slices lie at every position, they form n volumes. A slice that is missing
 * from a regular row, or does not decode among others that do, is filled from its neighbours, with a notice.
 *
 * Throws `Unsupported` for files without an image, stating what they are, and for video; `Mismatch` for files that do
 * not form one volume; `Unreadable` for damaged ones.
 */
export async function readDicom(files: readonly NamedFile[], options: ReadOptions = {}): Promise<DecodedVolume> {
  const { images, slices, arranged, header, notices } = openSeries(files, options)
  const { width, height, depth, channels, timepoints, sampleType, geometry, inPlane } = header
  const { timepoint = 0 } = options
  const [{ name } = { name: '' }] = files
  expectTimepoint(timepoint, timepoints, name)
  const area = width * height
  const pixels = new Float32Array(area * depth * channels)
  const opened = new Map<number, ReturnType<typeof frameReader>>()
  const decodeCoded = itkDecoder('gdcm')
  let padded = 0
  const there: boolean[] = []
  const damaged: string[] = []
  for (const [z, index] of arranged.volumes[timepoint]!.entries()) {
    there[z] = index !== missingSlice
    if (index === missingSlice) continue
    const { file, frame: number } = slices[index]!
    const decode = async (): Promise<FrameValues> => {
      const read = opened.get(file) ?? frameReader(images[file]!, decodeCoded, files[file]!.name)
      opened.set(file, read)
      return read(number)
    }
    const frame = await decode().catch(error => {
      // One of several files that does not decode costs its own slice; a file by itself, or most of them, all.
      if (!isCutsError(error, 'Unreadable') || files.length < 3 || 2 * (damaged.length + 1) > files.length) throw error
      damaged.push(`${error.message} Its slice is filled from the slices around`)
      return undefined
    })
    there[z] = frame !== undefined
    if (frame === undefined) continue
    const { values, padded: outside } = frame
    padded += outside
    for (let c = 0; c < channels; c++)
      for (let i = 0, from = c, to = (c * depth + z) * area; i < area; i++, from += channels, to++)
        pixels[to] = values[from]!
  }
  fillSlices(pixels, { area, depth, channels }, there)
  const several =
    timepoints > 1 && options.timepoint === undefined
      ? [`${name} holds ${timepoints} volumes; only the first is used`]
      : []
  const outside =
    padded > 0
      ? [
          `${name}: ${padded} pixels lie outside what was scanned; their value (${images[0]!.padding} as stored) is kept`,
        ]
      : []
  return {
    volume: { width, height, depth, channels, pixels, sampleType, geometry, inPlane },
    notices: [...notices, ...damaged, ...several, ...outside],
  }
}

function openSeries(files: readonly NamedFile[], { maxSamples }: ReadOptions): Series {
  const images = files.map(file => describeImage(openDicomFile(file), file.name))
  const first = images[0]!
  const name = files[0]!.name
  for (const [i, image] of images.entries())
    if (image.rows !== first.rows || image.columns !== first.columns || image.channels !== first.channels)
      throw new CutsError(
        'Mismatch',
        `${files[i]!.name} is ${image.columns} x ${image.rows} pixels of ${image.channels} channels, but ${name} is ${first.columns} x ${first.rows} of ${first.channels}.`,
        { remedy: 'Give the files of one series at a time.' },
      )
  checkVolumeSize([first.columns, first.rows, 1, first.channels], name, maxSamples)
  const slices: Slice[] = images
    .map((image, file) => ({ image, file, number: decimalsOf(image.set, 'instanceNumber')[0] ?? 0 }))
    .toSorted((a, b) => a.number - b.number || a.file - b.file)
    .flatMap(({ image, file }) => placesOf(image.set, image.frames).map((place, frame) => ({ file, frame, place })))
  const spacing = spacingOf(first.set)
  const places = slices.map(slice => slice.place)
  const isStack = areParallel(places)
  if (!isStack && files.length > 1)
    throw new CutsError('Mismatch', `${name} and the files with it hold slices in different planes.`, {
      remedy: 'Give the files of one stack of slices at a time.',
    })
  const arranged = arrangeSlices(isStack ? places : places.map(() => ({})), spacing)
  const depth = arranged.volumes[0]!.length
  checkVolumeSize([first.columns, first.rows, depth, first.channels], name, maxSamples)
  const { geometry, inPlane, remarks } = arranged
  const notices = remarks.map(remark => `${name}: ${remark}`)
  if (!isStack) notices.push(`${name}: its frames lie in different planes and are taken in their order`)
  if (spacing.isOnDetector)
    notices.push(`${name}: its spacing is that on the detector, which is larger than in the patient`)
  if (first.photometric === 'MONOCHROME1') notices.push(`${name} stores white as 0 and is inverted: larger is brighter`)
  return {
    images,
    slices,
    arranged,
    notices,
    header: {
      width: first.columns,
      height: first.rows,
      depth,
      channels: first.channels,
      timepoints: arranged.volumes.length,
      sampleType: commonType(images.map(image => image.sampleType)),
      geometry,
      inPlane,
      window: windowOf(first),
    },
  }
}

/** The range of rescaled values to show: the first window of the file. */
function windowOf({ set, channels, photometric }: DicomImage): VolumeHeader['window'] {
  const [centre] = decimalsOf(set, 'windowCentre')
  const [width] = decimalsOf(set, 'windowWidth')
  const isKnown = centre !== undefined && width !== undefined && width > 0
  return isKnown && channels === 1 && photometric === 'MONOCHROME2'
    ? [centre - width / 2, centre + width / 2]
    : undefined
}

function areParallel(places: readonly Place[]): boolean {
  const normals = places.map(({ along, down }) => (along && down ? cross(along, down) : undefined))
  const [first] = normals
  return normals.every(normal => normal === first || (normal && first && dot(normal, first) > 0.999))
}

function commonType(types: readonly SampleType[]): SampleType {
  return types.every(type => type === types[0]) ? types[0]! : 'float32'
}

interface FrameValues {
  /** Channels of a pixel side by side. */
  readonly values: ArrayLike<number>
  /** Number of pixels that hold the padding value. */
  readonly padded: number
}

function frameReader(
  image: DicomImage,
  decodeCoded: ItkDecoder,
  name: string,
): (frame: number) => Promise<FrameValues> {
  const decode = frameDecoder(image, decodeCoded, name)
  const palette = image.photometric === 'PALETTE COLOR' ? readPalette(image.set, name) : undefined
  const { photometric, channels, bitsAllocated, padding } = image
  const isYbr = channels === 3 && photometric !== 'RGB' && bitsAllocated <= 8
  return async frame => {
    const { data, isRgb } = await decode(frame)
    if (palette !== undefined) return { values: applyPalette(data, palette), padded: 0 }
    if (channels === 3) return { values: isYbr && !isRgb ? ybrToRgb(data) : data, padded: 0 }
    let padded = 0
    if (padding !== undefined) for (let i = 0; i < data.length; i++) if (data[i] === padding) padded++
    return { values: rescale(data, image, frame), padded }
  }
}

/** Returns the grey values: inverted if white is 0, then rescaled. */
function rescale(
  data: ArrayLike<number>,
  { photometric, scaling, table, bitsStored, signed }: DicomImage,
  frame: number,
): ArrayLike<number> {
  if (table !== undefined) return applyModalityTable(data, table)
  const { slope, intercept } = scaling(frame)
  const isTurned = photometric === 'MONOCHROME1'
  if (slope === 1 && intercept === 0 && !isTurned) return data
  // Stored values are inverted within the range of their bits: n becomes ends - n.
  const ends = signed ? -1 : 2 ** bitsStored - 1
  const [a, b] = isTurned ? [-slope, slope * ends + intercept] : [slope, intercept]
  const values = new Float32Array(data.length)
  for (let i = 0; i < values.length; i++) values[i] = a * data[i]! + b
  return values
}
