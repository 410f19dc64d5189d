/** All settings of a run, one table per stage. Each table is defined in the code of its stage. */
import {
  condensationOptions,
  featureOptions,
  intensityOptions,
  levelOptions,
  persistenceOptions,
  proposalOptions,
  prototypeOptions,
  samplingOptions,
  spectralKMeansOptions,
} from '@cuts/core'
import type { SomeSettings, StageTable, StageValues } from '@cuts/core/options'
import { volumeOptions } from '@cuts/core/volume'
import { trainingOptions } from '@cuts/nn'
import { scheduleOptions } from './schedule.ts'

/** The stages in the order of a run. */
export const stages = {
  image: {
    title: 'Intensities',
    doc: 'maps the intensities of any scanner to the range of the network',
    options: intensityOptions,
  },
  sampling: {
    title: 'Sampling of pairs',
    doc: 'draws anchors, and for each a nearby pixel whose patch looks similar',
    options: samplingOptions,
  },
  training: {
    title: 'Training',
    doc: 'trains the encoder with a contrastive and a reconstruction loss',
    options: trainingOptions,
  },
  schedule: {
    title: 'Schedule of the training',
    doc: 'says how long training lasts, and when it validates and saves',
    options: scheduleOptions,
  },
  features: {
    title: 'Features',
    doc: 'reduces the embedding of every pixel to a few features and adds the intensities',
    options: featureOptions,
  },
  prototypes: {
    title: 'Prototypes',
    doc: 'represents groups of similar pixels by one prototype each',
    options: prototypeOptions,
  },
  condensation: {
    title: 'Diffusion condensation',
    doc: 'merges the prototypes step by step into one tree of regions',
    options: condensationOptions,
  },
  levels: {
    title: 'Levels of granularity',
    doc: 'selects cuts of the tree, coarse to fine, and one of them as the automatic level',
    options: levelOptions,
  },
  persistence: {
    title: 'Persistent structures',
    doc: 'selects the most persistent regions of the tree',
    options: persistenceOptions,
  },
  proposals: {
    title: 'Proposals',
    doc: 'ranks the regions of all granularities by how likely they are objects',
    options: proposalOptions,
  },
  kmeans: {
    title: 'Spectral k-means',
    doc: 'clusters the prototypes in their diffusion potential',
    options: spectralKMeansOptions,
  },
  volumes: {
    title: 'Volumes',
    doc: 'groups the voxels of a volume in three dimensions, by their grey values alone',
    options: volumeOptions,
  },
} satisfies StageTable

export type StageName = keyof typeof stages
export type Settings = StageValues<typeof stages>
export type SettingsOverrides = SomeSettings
