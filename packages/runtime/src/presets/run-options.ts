/**
 * The options of a run besides the settings of its stages. This table generates the flags of the command line, their
 * help, the table of flags in the guide, and the schema of a job.
 */
import type { OptionSpec } from '@cuts/core/options'
import { choice, flag, integer, real } from '@cuts/core/options'
import type { SlicePlane } from '@cuts/core/volume'
import type { NodeDevice } from '@cuts/nn/node'
import { presetOption } from './presets.ts'

/**
 * The images that share one tree: each image alone, a volume as supervoxels or all images as its slices in order, slices
 * that are segmented one by one, or all images as a set.
 */
export type Grouping = 'images' | 'volume' | 'slices' | 'dataset'

export interface RunOptions {
  /** The same seed, images, settings, version and device give the same labels. */
  readonly seed: number
  readonly preset: string
  /** By default `volume` if there are volumes, else `images`. */
  readonly grouping?: Grouping | undefined
  /** By default as the volumes were acquired. */
  readonly plane?: SlicePlane | undefined
  readonly device: NodeDevice
  /** By default all cores. */
  readonly threads?: number | undefined
  /** By default the number of cores. */
  readonly jobs?: number | undefined
  /** GB of memory. By default 80 % of the memory of the machine. */
  readonly maxMemory?: number | undefined
  /** The images to use, from the first on; all by default. */
  readonly first?: number | undefined
  /** Whether to write pictures for people. */
  readonly pictures?: boolean | undefined
  /** The value of a mask that marks the object; by default every value but 0. */
  readonly maskLabel?: number | undefined
  /** Whether to write patient and study data of DICOM files to summary.json. */
  readonly keepIdentifiers?: boolean | undefined
}

/** The options of a run, without the place of computation. */
export type ProjectOptions = Omit<RunOptions, 'device' | 'threads' | 'jobs' | 'maxMemory'>

const groupingDocs: { readonly [grouping in Grouping]: string } = {
  images: 'a tree for each image',
  volume: 'one tree for a volume: a volume file in three dimensions, or the images in the order of their names',
  slices: 'one tree for all slices of a volume, each segmented as a picture: for stacks that are not volumes',
  dataset: 'one tree for all images as a set',
}

/** The values of {@link Grouping}. */
export const groupings = Object.keys(groupingDocs) as readonly Grouping[]

const planeDocs: { readonly [plane in SlicePlane]: string } = {
  acquired: 'as the volume was acquired',
  axial: 'seen from the feet',
  coronal: 'seen from the front',
  sagittal: 'seen from the side',
}

const deviceDocs: { readonly [device in NodeDevice]: string } = {
  auto: 'CUDA if it is installed, else the processor',
  cpu: 'the processor',
  webgpu: 'the graphics processor, through WebGPU',
  cuda: 'an NVIDIA graphics processor, through CUDA',
}

/** Every option of a run, described. The type refuses an option that the table leaves out. */
export const runOptions = {
  seed: integer(1, {
    title: 'Seed',
    doc: 'seed of all random numbers; the same seed, images and settings on the same machine give the same result',
    level: 'basic',
    min: 0,
    max: 2 ** 32 - 1,
  }),
  preset: presetOption,
  grouping: choice(undefined, {
    title: 'Grouping',
    doc: 'which images share one tree of regions, so that a label means the same in all of them',
    level: 'basic',
    choices: groupingDocs,
    absent: 'volume for volume files, else images',
  }),
  plane: choice('acquired', {
    title: 'Plane',
    doc: 'plane of the patient in which volumes are cut into slices',
    level: 'basic',
    choices: planeDocs,
  }),
  device: choice('auto', {
    title: 'Device',
    doc: 'where the network runs',
    level: 'basic',
    choices: deviceDocs,
  }),
  threads: integer(undefined, {
    title: 'Threads',
    doc: 'number of processor threads',
    level: 'expert',
    min: 1,
    max: 1024,
    absent: 'all cores, or those of the Slurm task',
  }),
  jobs: integer(undefined, {
    title: 'Jobs',
    doc: 'number of processes that work side by side; the result does not depend on it',
    level: 'expert',
    min: 1,
    max: 1024,
    absent: 'all cores',
  }),
  maxMemory: real(undefined, {
    title: 'Memory limit',
    doc: 'most memory to use, GB; an image that would take more is refused before it is read, and fewer processes work side by side',
    level: 'expert',
    min: 0.1,
    max: 1e6,
    absent: '80 % of the memory of the machine',
  }),
  first: integer(undefined, {
    title: 'First images',
    doc: 'use only this many images or volumes, from the first on, to try a run out',
    level: 'basic',
    min: 1,
    max: 1e9,
    absent: 'all',
  }),
  pictures: flag(true, {
    title: 'Pictures',
    doc: 'pictures of regions for people; without them a run writes label maps, trees, scores and a report without pictures',
    level: 'basic',
  }),
  maskLabel: integer(undefined, {
    title: 'Label in masks',
    doc: 'the value of masks that marks the object, for masks with several labels',
    level: 'basic',
    min: 1,
    max: 2 ** 31 - 1,
    absent: 'every value but 0',
  }),
  keepIdentifiers: flag(false, {
    title: 'Keep identifiers',
    doc: 'write the patient and study data of DICOM files to summary.json',
    level: 'expert',
  }),
} satisfies { readonly [Name in keyof RunOptions]-?: OptionSpec & { readonly default: RunOptions[Name] } }
