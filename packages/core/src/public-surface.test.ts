/** What the package offers, by name: a change here is a change for its users. */
import { describe, expect, it } from 'vitest'
import * as classical from './classical/index.ts'
import * as core from './index.ts'
import * as metrics from './metrics/index.ts'
import * as options from './options/index.ts'
import * as selection from './selection/index.ts'
import * as statistics from './statistics/index.ts'
import * as volume from './volume/index.ts'

const root = `
  CutsError assembleTree bestLevel checkOptions chooseLevel coarsen colourFeatures condensationOptions condense
  connectedComponents createFeatures createPool createRandom cutTree densePoints describeRemedy dice evaluateMask
  featureOptions featureSpace flattenBias foregroundMask gaussianBlur innermostPixel innermostVoxel intensityOptions
  isCutsError kMeans labelHint layoutOptions layoutPrototypes leavesBelow levelOptions looksCrowded
  lowestCommonAncestor makePrototypes mapLabels maskOfLabel measureRegions outlineRegions paintLeaves
  persistenceOptions persistentStructures pixelPrototypes prepareIntensities prototypeOptions reduceEmbedding regionAt
  remediesOf replaceNonFinite samplePairs samplingOptions selectLevels sliceOf spectralKMeans spectralKMeansOptions
  superpixels tellRemedies toChannels`

const doors: readonly (readonly [string, object, string])[] = [
  ['@cuts/core', core, root],
  [
    '@cuts/core/classical',
    classical,
    `condensePotential felzenszwalb gradientWatershed markerWatershed perceivedColours potentialCondensationOptions slic
    wardTree`,
  ],
  [
    '@cuts/core/metrics',
    metrics,
    `adjustedRand dice diceOfCounts ergas evaluateMask evaluateVolume hausdorff hausdorff95 lengthUnit maskSsim measureMask
    metricHeading metricNames metricTable paperMetricNames perMetric rmse volumeMetricNames`,
  ],
  [
    '@cuts/core/options',
    options,
    'checkOptions checkStages choice describeRule flag integer jsonSchemaDraft real toJsonSchema',
  ],
  [
    '@cuts/core/selection',
    selection,
    `answer applyExemplars bestNodes clickAt emptySelection exemplarOf featureCount featureNames frozenRules leavesOfNodes
    maskOfSelection openSelection optionsOf paintRefined paintSelection selectBox selectLasso selectMask selectScribble
    signedNodesOf walk worthOf`,
  ],
  ['@cuts/core/statistics', statistics, 'bootstrapMean holm meanAndSem wilcoxonSignedRank'],
  [
    '@cuts/core/volume',
    volume,
    `asStored isAsStored orientationCode slicePlanes viewAlong viewGeometry viewOfPlane viewVolume voxelsOfView`,
  ],
]

describe('the package', () => {
  it.each(doors)('%s offers its names and no others', (_, door, names) => {
    expect(Object.keys(door).sort()).toEqual(names.trim().split(/\s+/))
  })
})
