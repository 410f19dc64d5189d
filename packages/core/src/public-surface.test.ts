/** What the package offers, by name: a change here is a change for its users. */
import { describe, expect, it } from 'vitest'
import * as classical from './classical/index.ts'
import * as core from './index.ts'
import * as metrics from './metrics/index.ts'
import * as options from './options/index.ts'
import * as pooling from './pooling/index.ts'
import * as selection from './selection/index.ts'
import * as statistics from './statistics/index.ts'
import * as volume from './volume/index.ts'

const root = `
  CutsError assembleTree bestLevel chooseLevel colourFeatures condensationOptions condense correctingClick createRandom cutTree
  densePoints describeRemedy eachPolygonRun edgeStrength enlargeAssignment featureOptions fillHoles flood fuseRegion gaussianBlur growMask innermostPixel innermostVoxel intensityOptions isCutsError kMeans
  keepLargest keepShown
  labelHint layoutOptions layoutPrototypes leavesBelow levelOptions lifetimes lookInside looksCrowded lowestCommonAncestor makePrototypes
  mapLabels measureRegions mixedLabels mixedNodes mixedRegion outlineRegions paintLeaves partsOfNode persistenceOptions persistentStructures pixelPrototypes
  prepareIntensities proposalOptions proposalScore prototypeOptions rankProposals reduceEmbedding reducePlanes regionAt remediesOf replaceNonFinite samplePairs
  samplingOptions selectLevels shrinkMask sliceOf smoothMask spectralKMeans spectralKMeansOptions splitRegion superpixels tellRemedies toChannels
  withGround`

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
  ['@cuts/core/pooling', pooling, 'coarsen createFeatures createPool featureSpace'],
  [
    '@cuts/core/selection',
    selection,
    `answer applyExemplars bestNodes clickAt clickLeaf emptySelection emptyTreeSelection exemplarOf featureCount featureNames frozenRules leavesOfNodes
    maskOfSelection openSelection optionsOf paintRefined paintSelection randomWalk selectBox selectLasso selectMask selectScribble
    signedNodesOf similarNodes snapToRegions walk walkNodes worthOf`,
  ],
  ['@cuts/core/statistics', statistics, 'bootstrapMean holm meanAndSem wilcoxonSignedRank'],
  [
    '@cuts/core/volume',
    volume,
    `asStored createReduction isAsStored orientationCode placeOfVoxel prepareVolume reducedSize reductionTo shapesBetween slicePlanes supervoxels
    viewAlong viewGeometry viewOfPlane viewVolume volumeForeground volumeOptions voxelAt voxelSide voxelsOfView`,
  ],
]

describe('the package', () => {
  it.each(doors)('%s offers its names and no others', (_, door, names) => {
    expect(Object.keys(door).sort()).toEqual(names.trim().split(/\s+/))
  })
})
