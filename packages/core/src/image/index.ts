export type { Geometry, Image, LabelMap, Mask, SampleType } from './image.ts'
