/** The options of a look inside a region. */
import { integer } from '@cuts/core/options'

export const lookOptions = {
  label: integer(undefined, {
    title: 'Label',
    doc: 'label of the region, as the label volume of its level shows it',
    level: 'basic',
    min: 0,
    max: 2 ** 31 - 1,
    absent: 'none',
  }),
  regions: integer(12, {
    title: 'Parts',
    doc: 'number of parts that the region is cut into',
    level: 'basic',
    min: 1,
    max: 100000,
    scale: 'log',
    unit: 'regions',
  }),
}
