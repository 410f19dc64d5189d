/** When training stops, looks at itself and saves itself. */
import type { OptionValues } from '@cuts/core/options'
import { integer, real } from '@cuts/core/options'

export const scheduleOptions = {
  steps: integer(0, {
    title: 'Training steps',
    doc: 'largest number of training steps; 0 keeps the random weights and only normalises over the images',
    level: 'basic',
    min: 0,
    max: 1_000_000,
    scale: 'log',
    unit: 'steps',
  }),
  validateEvery: integer(25, {
    title: 'Validation interval',
    doc: 'number of steps between two validations at fixed anchors',
    level: 'expert',
    min: 1,
    max: 1_000_000,
    scale: 'log',
    unit: 'steps',
  }),
  validationFraction: real(0, {
    title: 'Validation share',
    doc: 'share of the images held out of training for validation; 0 validates at fixed anchors of the training images',
    level: 'expert',
    min: 0,
    max: 0.9,
    step: 0.05,
  }),
  patience: integer(0, {
    title: 'Patience',
    doc: 'number of validations without a lower loss before training stops and takes the best weights; 0 never stops early',
    level: 'expert',
    min: 0,
    max: 1_000_000,
    scale: 'log',
  }),
  checkpointEvery: integer(50, {
    title: 'Checkpoint interval',
    doc: 'number of steps between two checkpoints',
    level: 'expert',
    min: 1,
    max: 1_000_000,
    scale: 'log',
    unit: 'steps',
  }),
}

export type ScheduleOptions = OptionValues<typeof scheduleOptions>
