/** `summary.json`: everything a run produced, machine-readable. The zod schema is the one definition. */
import { paperMetricNames, perMetric, volumeMetricNames } from '@cuts/core/metrics'
import { z } from 'zod'
import { groupings } from '../presets/run-options.ts'
import { isKey } from '../store/key.ts'
import { remedyActionSchema } from './remedy-action.ts'

/**
 * A name or path inside the result folder. A summary may come from anyone, and files are written under the names that
 * it gives, so no name may lead out of the folder. On Windows, `\` separates folders too.
 */
const keySchema = z
  .string()
  .refine(text => isKey(text) && !text.split('\\').includes('..'), 'must be a name that stays inside the folder')

const levelIndexSchema = z.number().int().nonnegative()

/** The five metrics of the paper's Table 1 for one mask. */
export const metricRowSchema = z.object(
  perMetric(paperMetricNames, (_, { unit }) => (unit === undefined ? z.number() : z.number().describe(unit))),
)

const spreadSchema = z.object({ mean: z.number(), sem: z.number().describe('standard error of the mean') })

/** Means over images of the five metrics. */
export const metricMeansSchema = z.object({
  ...perMetric(paperMetricNames, () => spreadSchema),
  images: z.number().int(),
})

/** The metrics of one volume's mask, in three dimensions. */
export const volumeMetricRowSchema = z.object({
  ...perMetric(volumeMetricNames, () => z.number()),
  hausdorffMm: z.number().optional().describe('hausdorff; absent if the file states no spacing'),
})

const distanceUnitSchema = z
  .enum(['mm', 'voxels'])
  .describe('of hausdorff and hd95; voxels if the file states no spacing')

/** Means over volumes. */
export const volumeMetricMeansSchema = z.object({
  dice: spreadSchema,
  hausdorff: spreadSchema.optional().describe('absent if some volumes are in mm and others in voxels'),
  hd95: spreadSchema.optional().describe('absent like hausdorff'),
  rmse: spreadSchema,
  distanceUnit: distanceUnitSchema.optional(),
  volumes: z.number().int(),
})

/** Rows that every run has. */
export const mapRowNames = ['kmeans', 'persistent', 'auto', 'best', 'click'] as const
export type MapRowName = (typeof mapRowNames)[number]

/**
 * The mask that a metric row scores. The level of `auto` is chosen without labels; an oracle chooses `best`, `click`,
 * `proposals` (the best of the first ten) and `node` (the best node of the tree). Runs of earlier versions lack the last
 * two.
 */
export const metricRowNames = [...mapRowNames, 'proposals', 'node'] as const
export type MetricRowName = (typeof metricRowNames)[number]

/**
 * The rows of a volume: `twoNodes` are the best two nodes of its tree, `click` and `twoClicks` the best on the ways from
 * clicked voxels to the root. An oracle chooses all of them.
 */
export const volumeRowNames = [...metricRowNames, 'twoNodes', 'twoClicks'] as const
export type VolumeRowName = (typeof volumeRowNames)[number]

const levelSchema = z.object({
  clusters: z.number().int().describe('regions at this level'),
  logBandwidth: z.number().describe('natural logarithm of the condensation bandwidth at which this level ends'),
})

const imageSchema = z.object({
  id: keySchema.describe('name of the folder under images/'),
  path: z.string().describe('input file, as given'),
  mask: z.string().optional().describe('mask file, as given'),
  group: z.string().optional().describe('group of the image, if the source names one'),
  index: z.number().int().optional().describe('index of the image in its file, if the file holds several'),
  sliceOf: z
    .object({ volume: keySchema.describe('name of the folder under volumes/'), slice: z.number().int() })
    .optional()
    .describe('absent if the image is not a slice of a volume file'),
  width: z.number().int(),
  height: z.number().int(),
  channels: z.number().int(),
  seconds: z.object({ embed: z.number(), condense: z.number(), total: z.number() }),
  levels: z.array(levelSchema).describe('coarse to fine'),
  autoLevel: levelIndexSchema.describe('index into levels of the level chosen without labels'),
  persistentRegions: z.number().int(),
  proposals: z.number().int().optional().describe('regions in proposals.json; absent from runs of earlier versions'),
  tree: keySchema.optional().describe('file of the tree that several images share; else it is beside this one'),
  metrics: z
    .partialRecord(z.enum(metricRowNames), metricRowSchema)
    .optional()
    .describe('absent from slices that share a tree: their volume is scored as a whole'),
  bestLevel: levelIndexSchema
    .optional()
    .describe(
      'index into levels of the level with the highest Dice; of slices that share a tree, that of their volume',
    ),
  emptyTruth: z.boolean().optional().describe('whether the mask marks nothing: there is nothing to score'),
  notices: z.array(z.string()),
})

export const imageSummarySchema = imageSchema
  .refine(({ levels, autoLevel }) => autoLevel < levels.length, {
    error: 'there is no such level',
    path: ['autoLevel'],
  })
  .refine(({ levels, bestLevel = 0 }) => bestLevel < levels.length, {
    error: 'there is no such level',
    path: ['bestLevel'],
  })

const vectorSchema = z.tuple([z.number(), z.number(), z.number()]).readonly()
const axisSchema = z.number().int().min(0).max(2)

/** Scores of a volume against its mask. */
export const volumeScoresSchema = z.object({
  metrics: z
    .partialRecord(z.enum(volumeRowNames), volumeMetricRowSchema)
    .optional()
    .describe('in three dimensions; absent if slices do not share a tree, for then no region is of the whole volume'),
  distanceUnit: distanceUnitSchema.optional(),
  bestLevel: levelIndexSchema.optional().describe('the one level with the highest Dice over the whole volume'),
  emptyTruth: z.boolean().optional().describe('whether the mask marks nothing: there is nothing to score'),
})

/** The tree of a volume that was segmented in three dimensions. Only some of its slices are among the images. */
const volumeTreeSchema = z.object({
  levels: z.array(levelSchema).describe('coarse to fine; air is one of the regions'),
  autoLevel: levelIndexSchema.describe('index into levels of the level chosen without labels'),
  persistentRegions: z.number().int(),
  proposals: z.number().int().optional().describe('as of an image'),
  supervoxels: z.number().int(),
  foreground: z.number().describe('share of the voxels that are not air'),
  seconds: z.object({ supervoxels: z.number(), condense: z.number(), total: z.number() }),
})

export const volumeResultSchema = volumeScoresSchema.extend({ tree: volumeTreeSchema.optional() })

/** A volume whose slices are among the images. */
export const volumeSummarySchema = volumeResultSchema.extend({
  id: keySchema.describe('name of the folder under volumes/'),
  path: z.string().describe('input file, as given'),
  files: z.array(z.string()).optional().describe('all input files, of a DICOM series'),
  timepoint: z.number().int().optional().describe('index of the volume in its file, if the file holds several'),
  width: z.number().int(),
  height: z.number().int(),
  depth: z.number().int(),
  geometry: z
    .object({
      spacingMm: vectorSchema,
      originMm: vectorSchema.describe('centre of the first voxel, LPS'),
      direction: z
        .array(z.number())
        .length(9)
        .readonly()
        .describe('unit vectors of the axes as columns, row-major, LPS'),
    })
    .optional()
    .describe('absent if the file does not state it'),
  view: z.object({
    axes: z
      .tuple([axisSchema, axisSchema, axisSchema])
      .readonly()
      .describe('axes of the volume along columns, rows and slices'),
    backwards: z.tuple([z.boolean(), z.boolean(), z.boolean()]).readonly().describe('whether they run the other way'),
  }),
})

export const failedImageSchema = z.object({
  path: z.string(),
  error: z.string(),
  remedy: z.string().optional().describe('what to do about it, wherever one is'),
  action: remedyActionSchema.describe('what to do about it, as a code that each program has its own words for'),
})

export const trainSummarySchema = z.object({
  seconds: z.number(),
  steps: z.number().int(),
  loss: z.array(z.tuple([z.number(), z.number()])).describe('[reconstruction, contrastive] of every step'),
  validation: z
    .array(z.object({ step: z.number().int(), reconstruction: z.number(), contrastive: z.number() }))
    .describe('losses at fixed anchors, batch statistics frozen'),
})

export const summarySchema = z.object({
  schema: z.literal(1),
  version: z.string(),
  seed: z.number().int(),
  preset: z.string(),
  grouping: z
    .enum(groupings)
    .default('images')
    .describe('images that share one tree: each image alone, all as slices of a volume, or all as a set'),
  settings: z.record(z.string(), z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]))),
  device: z.string(),
  threads: z.number().int(),
  train: trainSummarySchema.optional().describe('absent if a trained model was given'),
  images: z.array(imageSummarySchema),
  volumes: z.array(volumeSummarySchema).optional().describe('volumes whose slices are among the images'),
  failed: z.array(failedImageSchema),
  metrics: z
    .partialRecord(z.enum(metricRowNames), metricMeansSchema)
    .optional()
    .describe('means over images that are scored by themselves'),
  volumeMetrics: z
    .partialRecord(z.enum(volumeRowNames), volumeMetricMeansSchema)
    .optional()
    .describe('means over volumes, each scored as a whole'),
  emptyTruths: z
    .array(z.string())
    .optional()
    .describe('images and volumes whose mask marks nothing: they are left out of the means'),
  identifiers: z
    .array(
      z.object({
        id: z.string().describe('of the image or volume'),
        patientName: z.string().optional(),
        patientId: z.string().optional(),
        study: z.string().optional(),
        series: z.string().optional(),
        seriesDescription: z.string().optional(),
      }),
    )
    .optional()
    .describe('patient and study data of DICOM files, if requested'),
  notices: z.array(z.string()),
  seconds: z.object({ train: z.number(), segment: z.number(), total: z.number() }),
})

export type MetricRow = z.infer<typeof metricRowSchema>
export type MetricMeans = z.infer<typeof metricMeansSchema>
export type VolumeMetricRow = z.infer<typeof volumeMetricRowSchema>
export type VolumeMetricMeans = z.infer<typeof volumeMetricMeansSchema>
export type VolumeScores = z.infer<typeof volumeScoresSchema>
export type VolumeResult = z.infer<typeof volumeResultSchema>
export type ImageSummary = z.infer<typeof imageSummarySchema>
export type VolumeSummary = z.infer<typeof volumeSummarySchema>
export type FailedImage = z.infer<typeof failedImageSchema>
export type TrainSummary = z.infer<typeof trainSummarySchema>
export type Summary = z.infer<typeof summarySchema>
