/** What the package offers, by name: a change here is a change for its users. */
import { expect, it } from 'vitest'
import * as nn from './index.ts'
import * as node from './node/index.ts'

it('@cuts/nn offers these names', () => {
  expect(Object.keys(nn).sort()).toEqual([
    'createTrainer',
    'describeEncoder',
    'embeddingDims',
    'exportEncoder',
    'initialParameters',
    'loadEncoder',
    'parseState',
    'receptiveRadius',
    'refreshStatistics',
    'serialiseState',
    'trainingOptions',
  ])
})

it('@cuts/nn/node offers these names', () => {
  expect(Object.keys(node)).toEqual(['createNodeRuntime'])
})
