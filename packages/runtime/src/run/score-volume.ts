/** Volumes of a run scored as a whole, once the tree that their slices share is known. */
import { cutTree, isCutsError, mapLabels, type VolumeMask } from '@cuts/core'
import { lengthUnit } from '@cuts/core/metrics'
import { evaluateVolumeRegions, type LabelKind, type VolumeEvaluation } from '../pipeline/evaluate-volume.ts'
import type { PrototypeRegions } from '../pipeline/segment.ts'
import type { GroupMember } from '../pipeline/segment-group.ts'
import type { VolumeScores } from '../results/summary.ts'
import type { Packed } from './packed.ts'
import type { Project } from './project.ts'
import { readVolumeMask } from './volume-mask.ts'

export interface ScoredVolume {
  readonly scores: VolumeScores
  /** The regions that were scored; undefined if the mask marks nothing. */
  readonly chosen: VolumeEvaluation['chosen'] | undefined
}

/** Scores every volume with a mask whose slices are in `held`. A mask that cannot be used gives a notice. */
export async function scoreVolumes(
  project: Project,
  held: readonly Packed[],
  regions: PrototypeRegions,
  onProgress?: (share: number) => void,
): Promise<{ readonly scored: ReadonlyMap<string, ScoredVolume>; readonly notices: string[] }> {
  const { images } = project.dataset
  const notices: string[] = []
  const tell = (message: string, file?: string): void => {
    notices.push(message)
    project.onEvent({ type: 'notice', message, ...(file === undefined ? {} : { file }) })
  }
  const scored = new Map<string, ScoredVolume>()
  const slicesOf = new Map<string, Packed[]>()
  for (const packed of held) {
    const volume = images[packed.index]!.sliceOf?.volume
    if (volume !== undefined) slicesOf.set(volume, [...(slicesOf.get(volume) ?? []), packed])
  }
  for (const [id, slices] of slicesOf) {
    const truth = await readTruth(project, id, tell)
    if (truth === undefined) continue
    const missing = truth.depth - slices.length
    if (missing > 0)
      tell(`${missing} of ${truth.depth} slices of ${id} are not segmented: the marked voxels there count as missed.`)
    scored.set(id, await scoreVolume(project, slices, regions, truth, onProgress))
  }
  return { scored, notices }
}

async function scoreVolume(
  { dataset }: Project,
  held: readonly Packed[],
  regions: PrototypeRegions,
  truth: VolumeMask,
  onProgress?: (share: number) => void,
): Promise<ScoredVolume> {
  if (!truth.data.includes(1)) return { scores: { emptyTruth: true }, chosen: undefined }
  const { tree, levels, autoLevel, proposals } = regions
  const sliceOf = ({ index }: Packed): number => dataset.images[index]!.sliceOf!.slice
  const evaluation = await evaluateVolumeRegions(
    {
      segmented: new Set(held.map(sliceOf)),
      slices: async function* (kind) {
        for (const packed of held)
          yield { slice: sliceOf(packed), labels: labelsOf(await packed.open(), kind, regions) }
      },
      levels: levels.map(({ clusters }) => cutTree(tree, clusters)),
      autoLevel,
      tree,
      proposals: proposals.map(({ node }) => node),
    },
    truth,
    onProgress,
  )
  const { metrics, bestLevel, chosen } = evaluation
  return { scores: { metrics, bestLevel, distanceUnit: lengthUnit(truth) }, chosen }
}

function labelsOf(member: GroupMember, kind: LabelKind, { persistent, kmeans }: PrototypeRegions): Int32Array {
  const { leaves, clustered } = member
  if (kind === 'leaves') return leaves
  const [of, labels] = kind === 'persistent' ? [leaves, persistent] : [clustered, kmeans]
  return mapLabels(of, labels, new Int32Array(of.length))
}

/** Returns the mask of a volume, or undefined, with a notice, if it cannot be used. The volume is segmented anyway. */
async function readTruth(
  { masks, dataset }: Project,
  id: string,
  tell: (message: string, file: string) => void,
): Promise<VolumeMask | undefined> {
  const { mask: path, maskArray } = dataset.images.find(({ sliceOf }) => sliceOf?.volume === id)!
  if (path === undefined) return undefined
  const place = maskArray === undefined ? { path } : { path, array: maskArray }
  try {
    return await readVolumeMask(path, dataset.volumes.get(id)!, of => masks.read(place, of))
  } catch (error) {
    if (!isCutsError(error)) throw error
    tell(`${error.message} The volume is segmented but not scored.`, path)
    return undefined
  }
}
