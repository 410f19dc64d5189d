/** What the package offers, by name: a change here is a change for its users. */
import { expect, it } from 'vitest'
import * as compare from './index.ts'
import * as models from './models.ts'
import * as node from './node/index.ts'

it('@cuts/compare offers these names', () => {
  expect(Object.keys(compare).sort()).toEqual([
    'clickCounts',
    'clickedRegions',
    'columns',
    'comparePairs',
    'defaultProtocol',
    'describeProtocol',
    'lambdaRows',
    'mostClicks',
    'portableMethods',
    'scoreClicking',
    'scoreClicks',
    'scoreMask',
    'scoreNames',
    'scorePrediction',
    'scoresByImage',
    'simulateClicking',
    'tableJson',
    'tableRows',
  ])
})

it('@cuts/compare/models offers these names', () => {
  expect(Object.keys(models).sort()).toEqual(['originOf', 'publishedModels'])
})

it('@cuts/compare/node offers these names', () => {
  expect(Object.keys(node).sort()).toEqual(['pullModel', 'rowIds', 'runComparison', 'writeOutputs'])
})
