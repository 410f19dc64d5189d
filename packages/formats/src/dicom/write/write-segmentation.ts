/**
 * Label maps as DICOM segmentations: BINARY, one segment a region, referring to the images that were segmented (PS3.3
 * A.51 and C.8.20).
 */
import { CutsError, type LabelMap, type LabelVolume } from '@cuts/core'
import type { RegionStyle } from '../../pixel-grid.ts'
import { dictionary } from '../dictionary.ts'
import { dicomCielab } from './cielab.ts'
import { type Dataset, encodeFile } from './encode.ts'
import { segmentFrames } from './segment-frames.ts'
import { compression, identifiers, type SourceInstance } from './source-instance.ts'
import { planesOf, type SourceSlices } from './source-planes.ts'

/** Identifiers of the parts of a segmentation. */
export interface SegmentationUids {
  readonly study: string
  readonly series: string
  readonly instance: string
  readonly frameOfReference: string
  readonly dimensions: string
}

export interface SegmentationContext {
  readonly segments: readonly RegionStyle[]
  /** The files that were segmented, one for each slice. Without them, the segmentation has no references. */
  readonly sources?: readonly SourceInstance[]
  /** Unique identifiers; the same content always gets the same ones. */
  readonly uids: SegmentationUids
  /** Name of the patient if there is no source, or if identifiers are not kept. */
  readonly pseudonym: string
  /** Copies name, birth date and similar attributes from the source. UIDs are referenced in any case. */
  readonly keepIdentifiers: boolean
  /** When the content was made: YYYYMMDD and HHMMSS. */
  readonly made: { readonly date: string; readonly time: string }
  readonly softwareVersion: string
}

const segmentationStorage = '1.2.840.10008.5.1.4.1.1.66.4'
const explicitLittleEndian = '1.2.840.10008.1.2.1'
/** Identifies this writer, as each implementation must (PS3.7 D.3.3.2). */
const implementation = '2.25.283190648211045713915206310712487023641'

/**
 * Returns the bytes of a `.dcm` file. Segments are numbered from 1 in the order given. Labels without a segment are
 * left out, and so are segments that the map does not hold. Throws `NothingToDo` if it holds no segment, `Mismatch` for
 * sources that do not belong to it, `InvalidArgument` if its position in the patient is unknown.
 */
export function writeSegmentation(map: LabelMap | LabelVolume, context: SegmentationContext): Uint8Array {
  const { sources = [], uids } = context
  const held = new Set(map.labels)
  const segments = context.segments.filter(({ label }) => held.has(label))
  if (segments.length === 0)
    throw new CutsError('NothingToDo', 'a DICOM segmentation must hold at least one region.', {
      remedy: 'Export a level that has regions in this image.',
    })
  const planes = planesOf(map, sources)
  const { frames, bits } = segmentFrames(
    map,
    segments.map(({ label }) => label),
  )
  const sopInstanceUid = uids.instance
  const meta: Dataset = {
    FileMetaInformationVersion: Uint8Array.of(0, 1),
    MediaStorageSOPClassUID: segmentationStorage,
    MediaStorageSOPInstanceUID: sopInstanceUid,
    TransferSyntaxUID: explicitLittleEndian,
    ImplementationClassUID: implementation,
    ImplementationVersionName: 'CUTS',
  }
  return encodeFile(meta, {
    ...describePatient(context, sources[0]),
    ...describeEquipment(context),
    ...describeImage(map, sources[0]),
    SOPClassUID: segmentationStorage,
    SOPInstanceUID: sopInstanceUid,
    SeriesInstanceUID: uids.series,
    ...(planes.positions === undefined
      ? {}
      : {
          FrameOfReferenceUID: sources[0]?.frameOfReferenceUid ?? uids.frameOfReference,
          PositionReferenceIndicator: '',
        }),
    SegmentSequence: segments.map(describeSegment),
    ...describeFrames(frames, planes, uids.dimensions),
    ...referToSources(planes.sources.filter(source => source !== undefined)),
    PixelData: bits,
  })
}

function describePatient({ keepIdentifiers, pseudonym, uids }: SegmentationContext, source?: SourceInstance): Dataset {
  const anonymous: Dataset = {
    PatientName: pseudonym,
    PatientID: pseudonym,
    PatientBirthDate: '',
    PatientSex: '',
    StudyDate: '',
    StudyTime: '',
    StudyID: '',
    AccessionNumber: '',
    ReferringPhysicianName: '',
  }
  const kept = keepIdentifiers && source !== undefined ? pick(source, identifiers) : {}
  return { ...anonymous, ...kept, StudyInstanceUID: source?.studyInstanceUid ?? uids.study }
}

function pick({ stored }: SourceInstance, keywords: readonly (keyof SourceInstance['stored'])[]): Dataset {
  return Object.fromEntries(keywords.flatMap(keyword => (keyword in stored ? [[keyword, stored[keyword]]] : [])))
}

function describeEquipment({ softwareVersion, made }: SegmentationContext): Dataset {
  return {
    Modality: 'SEG',
    SeriesNumber: '1000',
    InstanceNumber: '1',
    SeriesDescription: 'CUTS regions',
    Manufacturer: 'CUTS',
    ManufacturerModelName: 'CUTS for TypeScript',
    DeviceSerialNumber: '1',
    SoftwareVersions: softwareVersion,
    ContentDate: made.date,
    ContentTime: made.time,
    ContentLabel: 'REGIONS',
    ContentDescription: 'Regions found without labels',
    ContentCreatorName: '',
  }
}

function describeImage({ width, height }: LabelMap | LabelVolume, source?: SourceInstance): Dataset {
  return {
    ImageType: 'DERIVED\\PRIMARY',
    SamplesPerPixel: [1],
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: [height],
    Columns: [width],
    BitsAllocated: [1],
    BitsStored: [1],
    HighBit: [0],
    PixelRepresentation: [0],
    LossyImageCompression: '00',
    ...(source === undefined ? {} : pick(source, compression)),
    SegmentationType: 'BINARY',
    SegmentsOverlap: 'NO',
  }
}

/**
 * Regions have no known anatomy, so the generic code "Tissue" is used, of the category of that name (CID 7150, CID
 * 7166).
 */
const tissue: Dataset = { CodeValue: '85756007', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Tissue' }

function describeSegment({ name, colour }: RegionStyle, index: number): Dataset {
  return {
    SegmentNumber: [index + 1],
    SegmentLabel: name,
    SegmentAlgorithmType: 'AUTOMATIC',
    SegmentAlgorithmName: 'CUTS',
    SegmentedPropertyCategoryCodeSequence: [tissue],
    SegmentedPropertyTypeCodeSequence: [tissue],
    RecommendedDisplayCIELabValue: dicomCielab(colour),
  }
}

const derivation: Dataset = { CodeValue: '113076', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Segmentation' }
const purpose: Dataset = {
  CodeValue: '121322',
  CodingSchemeDesignator: 'DCM',
  CodeMeaning: 'Source image for image processing operation',
}

/** Multi-frame functional groups and dimensions: first the segment, then the place. */
function describeFrames(
  frames: readonly { readonly segment: number; readonly slice: number }[],
  { orientation, spacingMm, betweenMm, positions, sources }: SourceSlices,
  dimensionsUid: string,
): Dataset {
  const dimension = (
    pointer: 'ReferencedSegmentNumber' | 'ImagePositionPatient',
    group: 'SegmentIdentificationSequence' | 'PlanePositionSequence',
  ): Dataset => ({
    DimensionOrganizationUID: dimensionsUid,
    DimensionIndexPointer: [dictionary[pointer][0]],
    FunctionalGroupPointer: [dictionary[group][0]],
    DimensionDescriptionLabel: pointer,
  })
  const between = betweenMm === undefined ? {} : { SliceThickness: [betweenMm], SpacingBetweenSlices: [betweenMm] }
  const shared: Dataset = {
    ...(orientation === undefined ? {} : { PlaneOrientationSequence: [{ ImageOrientationPatient: orientation }] }),
    ...(spacingMm === undefined
      ? {}
      : { PixelMeasuresSequence: [{ PixelSpacing: [spacingMm[1], spacingMm[0]], ...between }] }),
  }
  return {
    NumberOfFrames: [frames.length],
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: dimensionsUid }],
    DimensionIndexSequence: [
      dimension('ReferencedSegmentNumber', 'SegmentIdentificationSequence'),
      ...(positions === undefined ? [] : [dimension('ImagePositionPatient', 'PlanePositionSequence')]),
    ],
    SharedFunctionalGroupsSequence: [shared],
    PerFrameFunctionalGroupsSequence: frames.map(({ segment, slice }) => ({
      FrameContentSequence: [{ DimensionIndexValues: [segment + 1, ...(positions === undefined ? [] : [slice + 1])] }],
      ...(positions === undefined ? {} : { PlanePositionSequence: [{ ImagePositionPatient: positions[slice]! }] }),
      SegmentIdentificationSequence: [{ ReferencedSegmentNumber: [segment + 1] }],
      ...(sources[slice] === undefined ? {} : { DerivationImageSequence: [derivedFrom(sources[slice])] }),
    })),
  }
}

function derivedFrom(source: SourceInstance): Dataset {
  return {
    DerivationCodeSequence: [derivation],
    SourceImageSequence: [
      { ...reference(source), PurposeOfReferenceCodeSequence: [purpose], SpatialLocationsPreserved: 'YES' },
    ],
  }
}

function reference({ sopClassUid, sopInstanceUid }: SourceInstance): Dataset {
  return { ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid }
}

/** Returns every file that some slice was made from, by series; files without a known series are left out. */
function referToSources(sources: readonly SourceInstance[]): Dataset {
  const series = new Map<string, SourceInstance[]>()
  for (const source of new Set(sources)) {
    const { seriesInstanceUid } = source
    if (seriesInstanceUid === undefined) continue
    series.set(seriesInstanceUid, [...(series.get(seriesInstanceUid) ?? []), source])
  }
  if (series.size === 0) return {}
  return {
    ReferencedSeriesSequence: [...series].map(([SeriesInstanceUID, instances]) => ({
      SeriesInstanceUID,
      ReferencedInstanceSequence: instances.map(reference),
    })),
  }
}
