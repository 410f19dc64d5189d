export { type ItkImage, itkRead, itkWrite } from './itk.ts'
export { loadNpz, type NpzArray, parseNpz } from './npz.ts'
export { referencePath, sharedData, sharedDataReason } from './shared.ts'
export { type TiffPage, tiffFile } from './tiff.ts'
