export { type CocoImage, writeCoco } from './coco/write-coco.ts'
export { type DicomGroup, type DicomIdentity, type DicomMember, dicomMember, groupDicom } from './dicom/group.ts'
export { readSourceInstance, type SourceInstance } from './dicom/source-instance.ts'
export { type SegmentationContext, writeSegmentation } from './dicom/write-segmentation.ts'
export { type OutlineUnits, writeGeoJson } from './geojson/write-geojson.ts'
export type { Header } from './header.ts'
export { writeMetaImage } from './metaimage/write-metaimage.ts'
export { type LevelVolume, readLabelVolume } from './nifti/read-label-volume.ts'
export { writeLabelVolume } from './nifti/write-label-volume.ts'
export { writeNifti } from './nifti/write-nifti.ts'
export { writeNpz } from './npz/write-npz.ts'
export { writeNrrd } from './nrrd/write-nrrd.ts'
export { npzEntries } from './numpy/npz.ts'
export { intensityGrid, labelGrid, type PixelGrid, type Segment } from './pixel-grid.ts'
export { encodePng, type PngPicture, writeMask } from './png/encode.ts'
export { writeLabelPicture } from './png/write-label-picture.ts'
export { type ImageInfo, imageInfo, type ReadOptions, type ReadResult, readImage, readMask } from './read-image.ts'
export {
  inspectMedicalImage,
  type MedicalFormat,
  type MedicalImage,
  type MedicalImageInfo,
  type NamedFile,
  type ReadMedicalOptions,
  readMedicalImage,
} from './read-medical-image.ts'
export { type Reader, readers } from './readers.ts'
export { detectFormat, type Format } from './signature.ts'
export { writeTiff } from './tiff/write-tiff.ts'
export { companionsOf, detectVolume, type VolumeFormat, type VolumeKind } from './volume/kind.ts'
export { defaultMaxSamples } from './volume/layout.ts'
export { type ReadVolumeOptions, type ReadVolumeResult, readVolume } from './volume/read-volume.ts'
export { type Writer, type WriterId, writerFor, writers } from './writers.ts'
