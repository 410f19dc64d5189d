/** When training stops, looks at itself and saves itself. */
import type { OptionValues } from '@cuts/core'
import { integer, real } from '@cuts/core/options'

export const scheduleOptions = {
  steps: integer(300, { min: 1, max: 1_000_000, unit: 'steps', doc: 'training steps at most' }),
  validateEvery: integer(25, {
    min: 1,
    max: 1_000_000,
    unit: 'steps',
    doc: 'steps between two looks at the fixed anchors',
  }),
  validationFraction: real(0, {
    min: 0,
    max: 0.9,
    doc: 'share of the images held out of training for validation; 0 validates at fixed anchors of the training images',
  }),
  patience: integer(0, {
    min: 0,
    max: 1_000_000,
    doc: 'validations without a lower loss before training stops and the best weights are taken; 0 never stops early',
  }),
  checkpointEvery: integer(50, { min: 1, max: 1_000_000, unit: 'steps', doc: 'steps between two checkpoints' }),
}

export type ScheduleOptions = OptionValues<typeof scheduleOptions>
