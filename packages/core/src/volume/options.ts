/** What is different about a volume: the settings of its supervoxels and of their tree. */
import { integer, type OptionValues, real } from '../options/index.ts'

export const volumeOptions = {
  voxelsPerPrototype: real(100, {
    title: 'Voxels per prototype',
    doc: 'average number of voxels that a supervoxel represents',
    level: 'expert',
    min: 1,
    max: 1e6,
    scale: 'log',
    unit: 'voxels',
  }),
  most: integer(12000, {
    title: 'Most prototypes',
    doc: 'number of supervoxels to aim at in volumes of any size',
    level: 'expert',
    min: 1,
    max: 100000,
    scale: 'log',
  }),
  compactness: real(0.5, {
    title: 'Compactness',
    doc: 'weight of position in mm; at 1 a grid step weighs as much as the standard deviation of the grey values',
    level: 'expert',
    min: 0,
    max: 100,
    step: 0.01,
  }),
  massExponent: real(1, {
    title: 'Influence of mass',
    doc: 'like condensation.massExponent; 2/3 weighs a volume as its cross-section would weigh in a picture',
    level: 'expert',
    min: 0,
    max: 1,
    step: 0.01,
  }),
  expectedRegions: integer(12, {
    title: 'Expected regions',
    doc: 'expected number of regions of a volume besides air; the automatic level is the longest-lived one near it',
    level: 'basic',
    min: 1,
    max: 100000,
    scale: 'log',
    unit: 'regions',
  }),
  workingSpacing: real(0, {
    title: 'Working spacing',
    doc: 'finest distance between voxels to work at; finer volumes are reduced, and labels stay on their own grid',
    level: 'basic',
    min: 0,
    max: 100,
    step: 0.1,
    unit: 'mm',
  }),
  memory: real(3, {
    title: 'Memory limit',
    doc: 'largest memory that the arrays of one volume may take',
    level: 'expert',
    min: 0,
    max: 1000,
    step: 0.1,
    unit: 'GB',
  }),
  slices: integer(9, {
    title: 'Slices shown',
    doc: 'number of slices of a volume that get pictures and label maps of their own, spread evenly',
    level: 'basic',
    min: 1,
    max: 100000,
    scale: 'log',
  }),
}

export type VolumeOptions = OptionValues<typeof volumeOptions>
