/**
 * `proposals.json`: the regions of an image or a volume that most likely are objects, best first. They are nodes of its
 * tree, so that their pixels can be read from the leaves.
 */
import { z } from 'zod'

/** Proposals that have pictures, and among which the best one is scored. */
export const firstProposals = 10

const position = z.array(z.number().int().nonnegative()).min(2).max(3).readonly()

const shared = {
  rank: z
    .number()
    .int()
    .positive()
    .describe('place in the order of the tree, from 1; an image leaves out what it does not show'),
  node: z.number().int().nonnegative().describe('node of the merge tree'),
  score: z.number().describe('what it costs to give it up, as a share of the costliest merge'),
  boundingBox: z
    .object({ first: position, last: position })
    .describe('first and last column, row and, in a volume, slice of the file, from 0'),
}

export const imageProposalSchema = z.object({
  ...shared,
  areaPixels: z.number().int().positive(),
  areaMm2: z.number().optional().describe('absent if the file states no spacing'),
})

export const volumeProposalSchema = z.object({
  ...shared,
  voxels: z.number().int().positive(),
  mm3: z.number().optional().describe('absent if the file states no spacing'),
})

const head = { format: z.literal('cuts-proposals'), version: z.literal(1) }

export const proposalsFileSchema = z.object({ ...head, proposals: z.array(imageProposalSchema) })
export const volumeProposalsFileSchema = z.object({ ...head, proposals: z.array(volumeProposalSchema) })

export type ImageProposal = z.infer<typeof imageProposalSchema>
export type VolumeProposal = z.infer<typeof volumeProposalSchema>

export function encodeProposals(proposals: readonly (ImageProposal | VolumeProposal)[]): string {
  return `${JSON.stringify({ format: 'cuts-proposals', version: 1, proposals }, undefined, 1)}\n`
}
