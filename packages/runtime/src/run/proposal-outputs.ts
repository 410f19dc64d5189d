/** The proposals of an image or a volume as files. */
import type { MergeTree } from '@cuts/core'
import { encodePng } from '@cuts/formats'
import type { DatasetImage, DatasetVolume } from '../dataset/dataset.ts'
import { drawProposal, type Raster, reduceLabels, thumbnail, toRgb } from '../pictures/index.ts'
import { describeVolumeProposals } from '../pipeline/describe-proposals.ts'
import { maskOfNode } from '../pipeline/node-mask.ts'
import type { PrototypeRegions, Segmentation } from '../pipeline/segment.ts'
import { encodeProposals, firstProposals, type ImageProposal } from '../results/proposals-file.ts'
import { imageFiles, proposalPicture } from '../results/result-layout.ts'
import type { Store } from '../store/store.ts'
import type { Packed } from './packed.ts'

/** Pictures of proposals have at most this longer side: a page shows ten of them for every image. */
const pictureSide = 96

/** `drawn` is the picture of the image, and `leaves` are of the same size: both may be reduced already. */
export function* proposalPictures(
  drawn: Raster,
  leaves: Segmentation['leaves'],
  tree: MergeTree,
  proposals: readonly ImageProposal[],
): Generator<readonly [string, Uint8Array]> {
  const picture = toRgb(thumbnail(drawn, pictureSide))
  const small = reduceLabels(leaves, pictureSide)
  for (const { rank, node } of proposals.slice(0, firstProposals))
    yield [proposalPicture(rank), encodePng(drawProposal(picture, maskOfNode(small, tree, node)))]
}

/** Writes the proposals of a volume into its folder and returns how many there are. */
export async function writeVolumeProposals(
  store: Store,
  place: string,
  {
    volume,
    images,
    held,
  }: { readonly volume: DatasetVolume; readonly images: readonly DatasetImage[]; readonly held: readonly Packed[] },
  regions: Pick<PrototypeRegions, 'tree' | 'proposals'>,
): Promise<number> {
  const slices = async function* () {
    for (const packed of held) {
      const { leaves } = await packed.open()
      yield { slice: images[packed.index]!.sliceOf!.slice, labels: leaves }
    }
  }
  const proposals = await describeVolumeProposals(regions, volume, slices())
  await store.put(`${place}${imageFiles.proposals}`, encodeProposals(proposals))
  return proposals.length
}
