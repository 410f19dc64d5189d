/** What the package offers, by name: a change here is a change for its users. */
import { expect, it } from 'vitest'
import * as engine from './engine.ts'
import * as graph from './graph/index.ts'
import * as nn from './index.ts'
import * as node from './node/index.ts'
import * as peers from './peers/index.ts'
import * as web from './web/index.ts'

it('@cuts/nn offers these names', () => {
  expect(Object.keys(nn).sort()).toEqual([
    'createTrainer',
    'decodeTrainerState',
    'describeEncoder',
    'encodeTrainerState',
    'exportEncoder',
    'initialParameters',
    'loadEncoder',
    'refreshStatistics',
    'trainingOptions',
  ])
})

it('@cuts/nn/node offers these names', () => {
  expect(Object.keys(node)).toEqual(['createNodeEngine'])
})

it('@cuts/nn/engine offers these names', () => {
  expect(Object.keys(engine).sort()).toEqual(['asFloats', 'floats', 'isResident'])
})

it('@cuts/nn/graph offers these names', () => {
  expect(Object.keys(graph).sort()).toEqual([
    'adamw',
    'add',
    'apply',
    'biasCorrections',
    'clip',
    'concat',
    'constant',
    'conv2d',
    'convTranspose2d',
    'depthToSpace',
    'div',
    'exp',
    'expand',
    'gatherRows',
    'gradients',
    'input',
    'integers',
    'leakyRelu',
    'less',
    'log',
    'matmul',
    'maximum',
    'mul',
    'named',
    'neg',
    'padReplicate',
    'padZero',
    'reduceMax',
    'reduceMean',
    'reduceSum',
    'reshape',
    'scatterRows',
    'sigmoid',
    'slice',
    'spaceToDepth',
    'sqrt',
    'stopGradient',
    'sub',
    'sum',
    'tanh',
    'toOnnx',
    'transpose',
    'where',
    'withGradient',
  ])
})

it('@cuts/nn/peers offers these names', () => {
  expect(Object.keys(peers).sort()).toEqual([
    'clusterFeatures',
    'loadBackbone',
    'loadSam',
    'loadStego',
    'loadUnet',
    'trainStego',
    'trainUnet',
  ])
})

it('@cuts/nn/web offers these names', () => {
  expect(Object.keys(web).sort()).toEqual(['connectEngine', 'createWebEngine', 'serveEngine'])
})
