/** DICOM only: series among files of any kind, and segmentations that refer to their sources. */
export { type DicomGroup, type DicomIdentity, type DicomMember, dicomMember, groupDicom } from './read/group.ts'
export { readSourceInstance, type SourceInstance } from './write/source-instance.ts'
export { type SegmentationContext, writeSegmentation } from './write/write-segmentation.ts'
