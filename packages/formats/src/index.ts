export { type CocoImage, writeCoco } from './coco/write-coco.ts'
export type {
  Certainty,
  DecodedVolume,
  Format,
  FormatReader,
  FormatWriter,
  GeometryKept,
  ImageFiles,
  ImageHeader,
  LabelledPixels,
  NamedFile,
  ReadOptions,
  WriteOptions,
  Written,
} from './format.ts'
export type { OutlineUnits } from './geojson/write-geojson.ts'
export { unpackGzip } from './gzip/unpack.ts'
export { type Levels, readLevels } from './nifti/read-levels.ts'
export { writeLevels } from './nifti/write-levels.ts'
export { writeNifti } from './nifti/write-nifti.ts'
export { arraysInNpz } from './numpy/npz.ts'
export { intensityGrid, labelGrid, type PixelGrid, type RegionStyle } from './pixel-grid.ts'
export { encodePng, type PngPicture, writeMask } from './png/encode.ts'
export {
  type DecodedImage,
  type ImageInfo,
  inspectImage,
  type ReadMaskOptions,
  readImage,
  readMask,
} from './read-image.ts'
export {
  companionsOf,
  detectFormat,
  formats,
  type ImageFormat,
  type WriterId,
  writerFor,
  writerOf,
  writers,
} from './registry.ts'
export { defaultMaxSamples } from './volume/layout.ts'
export { fileInZip } from './zip/file-in-zip.ts'
