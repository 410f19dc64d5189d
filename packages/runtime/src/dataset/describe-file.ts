/** Describes a file and how a run would use it. */
import type { SampleType, VolumeGeometry } from '@cuts/core'
import { orientationCode } from '@cuts/core/volume'
import { type ImageFormat, type ImageInfo, inspectImage, readImage } from '@cuts/formats'
import { resolveSettings } from '../presets/presets.ts'
import type { SourceFiles } from '../source/files.ts'
import type { SourceImage } from '../source/source.ts'
import { mostUnpackedBytes, readPlace, unpacked } from './image-files.ts'
import { bytesNeeded, expectRoom } from './memory-need.ts'

export interface FileDescription {
  readonly kind: 'file'
  readonly path: string
  readonly format: ImageFormat
  readonly width: number
  readonly height: number
  /** Slices. */
  readonly depth: number
  readonly channels: number
  /** Volumes, such as points in time. */
  readonly timepoints: number
  readonly sampleType: SampleType
  /** Spacing along columns, rows and, in volumes, slices. Absent if the file does not state it. */
  readonly spacingMm?: readonly number[] | undefined
  /** Directions of columns, rows and slices: RAS means right, front, head. Absent if the file does not state them. */
  readonly orientation?: string | undefined
  /** The intensities that the file asks to be shown as black and white. */
  readonly window?: readonly [number, number] | undefined
  /** Smallest and largest finite value. Absent if no value is finite. */
  readonly range?: readonly [number, number]
  /** Values that are NaN or infinite. */
  readonly nonFinite: number
  /** Memory for the intensities, in bytes. */
  readonly bytes: number
  /** Memory that a run of it takes at most, in bytes: an estimate. */
  readonly runBytes: number
  readonly run: RunPlan
  readonly notices: readonly string[]
}

/** How a run uses a file with the settings of the preset `default`. */
export interface RunPlan {
  /** Images: the file, the slices of its volumes, or those of a set. */
  readonly images: number
  /** Volumes with one tree each. */
  readonly volumes: number
  /** The plane of the acquired slices. Absent if the file does not state it. */
  readonly plane?: 'axial' | 'coronal' | 'sagittal'
  /** How intensities become -1 to 1: from the range of the number type, or from percentiles. */
  readonly scaling: 'type' | 'robust'
}

/** Throws `Unreadable` and `Unsupported` if the file is not a readable image. */
export async function describeFile(source: SourceFiles, item: Omit<SourceImage, 'id'>): Promise<FileDescription> {
  const { path, array } = item
  const files = await readPlace(source, item)
  const info = inspectImage(files, { array })
  expectRoom(info, path, source.mostBytes, 'read')
  const whole = info.timepoints === 1 ? files : unpacked(files, mostUnpackedBytes(info))
  let [min, max, nonFinite] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  const notices = new Set(info.notices)
  for (let timepoint = 0; timepoint < info.timepoints; timepoint++) {
    const { volume, notices: said } = await readImage(whole, { array, timepoint })
    for (const notice of said) notices.add(notice)
    for (const value of volume.pixels) {
      if (!Number.isFinite(value)) nonFinite++
      else if (value < min) min = value
      if (Number.isFinite(value) && value > max) max = value
    }
  }
  const { format, width, height, depth, channels, timepoints, sampleType, geometry, inPlane, window } = info
  return {
    kind: 'file',
    path,
    format,
    width,
    height,
    depth,
    channels,
    timepoints,
    sampleType,
    spacingMm: (depth === 1 ? geometry?.spacingMm.slice(0, 2) : geometry?.spacingMm) ?? inPlane?.spacingMm,
    orientation: geometry && orientationCode(geometry),
    window,
    ...(min <= max ? { range: [min, max] } : {}),
    nonFinite,
    bytes: info.pixelBytes * timepoints,
    runBytes: bytesNeeded(info, 'segment'),
    run: planRun(info, item.isSet ?? false),
    notices: [...notices],
  }
}

/** Returns the {@link RunPlan}. In a set, every slice is an image. */
export function planRun({ depth, timepoints, geometry, sampleType }: ImageInfo, isSet: boolean): RunPlan {
  const { scaling } = resolveSettings('default').image
  const isPicture = depth === 1 && timepoints === 1 && geometry === undefined
  return {
    images: depth * timepoints,
    volumes: isPicture || isSet ? 0 : timepoints,
    ...(geometry === undefined ? {} : { plane: planeOf(geometry) }),
    scaling: scaling === 'auto' ? (sampleType === 'uint8' ? 'type' : 'robust') : (scaling as 'type' | 'robust'),
  }
}

function planeOf(geometry: VolumeGeometry): 'axial' | 'coronal' | 'sagittal' {
  const along = orientationCode(geometry)[2]!
  return 'SI'.includes(along) ? 'axial' : 'AP'.includes(along) ? 'coronal' : 'sagittal'
}
