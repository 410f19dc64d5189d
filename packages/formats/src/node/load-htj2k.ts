/** Finds OpenJPH among the installed packages and instantiates it. */
import type { loadHtj2k as declared, OpenJphFactory } from '../htj2k/load-htj2k.ts'
import { require } from './find-codecs.ts'

export const loadHtj2k: typeof declared = async () => {
  const factory = require('@cornerstonejs/codec-openjph') as OpenJphFactory
  return factory({ print: () => {}, printErr: () => {} })
}
