/** What the package offers, by name: a change here is a change for its users. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as dataset from './dataset/index.ts'
import * as runtime from './index.ts'
import * as node from './node/index.ts'
import * as pictures from './pictures/index.ts'
import * as pipeline from './pipeline/index.ts'
import * as results from './results/index.ts'
import * as run from './run/index.ts'
import * as web from './web/index.ts'

const doors: readonly (readonly [string, object, string])[] = [
  [
    '@cuts/runtime',
    runtime,
    `convertImage createMemoryStore describeInput evaluateResults exportResults groupings lookOptions namedLevels
    openProject pickRegion presets resolveSettings runOptions runProject stages trainProject unitsOption
    version`,
  ],
  [
    '@cuts/runtime/dataset',
    dataset,
    `hashFiles memoryFile memoryFiles openDataset openMasks openSource readOnce takeInventory`,
  ],
  [
    '@cuts/runtime/node',
    node,
    `applyExemplars convertFile createFolderStore diskFiles evaluateResults expectFree exportResults forkJobs forkPerformer lockFolder lookInsideFolder
    openResultFolder performersOf pickRegion previewFolder proposalsOf removeLeftovers runFolder segmentFolder serveTasks trainFolder withProject writeFileWhole`,
  ],
  [
    '@cuts/runtime/pictures',
    pictures,
    `colourOf contourColours createPalette displayWindow dotSize drawContours drawImage drawLabelMap drawOverlay drawPick
    drawProposal drawPrototypePlot paletteOfIds placeDots plotSide reduceImage reduceLabels reduceMask thumbnail toRgb`,
  ],
  [
    '@cuts/runtime/pipeline',
    pipeline,
    `bestAmong bestNode countNodesOfImage createGroup diceOfNode drawEncoder embedFeatures evaluateRegions evaluateVolumeRegions featuresOf levelMap levelMaps
    plotSegments randomStreams segmentEmbedding segmentFeatures segmentImage segmentSource segmentVoxels segmentationOf summariseMetrics
    summariseVolumeMetrics tellEmptyTruths`,
  ],
  [
    '@cuts/runtime/results',
    results,
    `csvText exportFormats failedImageSchema imageSummarySchema measuresCsv metricMeansSchema metricRowNames
    metricRowSchema parseExemplars readLabelMaps readProposals readSummary readTree resultLayout sharedFolder storeKeys
    summarySchema trainSummarySchema treeFileSchema volumeMetricMeansSchema volumeMetricRowSchema volumeRowNames
    volumeSummarySchema withExemplar`,
  ],
  [
    '@cuts/runtime/run',
    run,
    `LostProcess expectModel failTask forgetUnit isTaskSettled jobSchema keyOfItem mergeParts openFinishedVolume openImageSpace openTasks performAll performHere performJob pickRules planRun readPartRecords readUnit
    reopenProject reopenTasks runPart segmentAll segmentRest shardOf taskRounds unitsOf writeLabelsAsDicom`,
  ],
  ['@cuts/runtime/web', web, `openOpfsStore pageFiles runInWorker serveRuns`],
]

describe('the package', () => {
  it.each(doors)('%s offers its names and no others', (_, door, names) => {
    expect(Object.keys(door).sort()).toEqual(names.trim().split(/\s+/))
  })

  it('has a root that fits in the head, types included', () => {
    const text = readFileSync(new URL('index.ts', import.meta.url), 'utf8')
    const names = [...text.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list = '']) => list.split(','))
    expect(names.filter(name => name.trim() !== '').length).toBeLessThanOrEqual(45)
  })
})
