/** Does one step of a set that processes divide, and leaves a note for the steps after it. */
import type { Encoder } from '@cuts/nn'
import { collectFailures } from '../dataset/failures.ts'
import { embedFeatures } from '../pipeline/features.ts'
import { numberedMember } from '../pipeline/segment-group.ts'
import { resultFiles } from '../results/result-layout.ts'
import type { FailedImage, ImageSummary } from '../results/summary.ts'
import { encodeTree } from '../results/tree-file.ts'
import { type Packed, packLabels, unpackLabels } from './packed.ts'
import { type Project, throwIfCancelled } from './project.ts'
import { commonSpaces, openGroup, paintTogether } from './segment-together.ts'
import { expectNote, type LabelsNote, notesOf, type SegmentsNote } from './set-notes.ts'
import { type Step, studiesOf } from './set-steps.ts'
import type { Unit } from './units.ts'

/** Does a step whose earlier ones are done. Throws `Unwritable`, `Unreadable` for missing notes, and `Cancelled`. */
export async function performStep(
  project: Project,
  encoder: Encoder,
  unit: Unit,
  step: Step,
  onImage: (summary: ImageSummary) => void,
): Promise<readonly FailedImage[]> {
  if (step.kind === 'space') return noteSpace(project, encoder, unit)
  if (step.kind === 'segments') return noteSegments(project, encoder, unit, step.study!)
  if (step.kind === 'tree') return noteTree(project, unit)
  return paintStudy(project, unit, step.study!, onImage)
}

async function noteSpace(project: Project, encoder: Encoder, unit: Unit): Promise<readonly FailedImage[]> {
  const failures = collectFailures(project.onEvent)
  const { spaces, failed } = await commonSpaces(project, encoder, unit.indices, failures)
  const { prototypes, kmeans } = spaces
  const indices = [...failed]
  await notesOf(project, unit.id).space.write({
    prototypes,
    ...(kmeans === prototypes ? {} : { kmeans }),
    failed: failures.list.map((failure, at) => ({ ...failure, index: indices[at]! })),
  })
  return failures.list
}

async function noteSegments(
  project: Project,
  encoder: Encoder,
  unit: Unit,
  study: string,
): Promise<readonly FailedImage[]> {
  const { dataset, settings, onEvent } = project
  const notes = notesOf(project, unit.id)
  const { prototypes, kmeans = prototypes, failed } = expectNote(await notes.space.read(), unit)
  const left = new Set(failed.map(({ index }) => index))
  const failures = collectFailures(onEvent)
  const group = openGroup(project, unit)
  const members: SegmentsNote['members'][number][] = []
  const labels: LabelsNote['members'][number][] = []
  for (const index of studiesOf(project, unit).get(study)!) {
    throwIfCancelled(project, 0)
    if (left.has(index)) continue
    try {
      const begun = performance.now()
      const { input, image } = await dataset.load(index)
      const features = await embedFeatures(encoder, input, settings, { spaces: { prototypes, kmeans } })
      const own = group.condense(features, image)
      const packed = { labels: await packLabels(own.labels) }
      labels.push(
        own.clustered === undefined ? packed : { ...packed, clustered: await packLabels(own.clustered.labels) },
      )
      members.push({
        index,
        seconds: (performance.now() - begun) / 1000,
        // Only slices that touch are pooled by pixels.
        prototypes: { ...own.prototypes, assignment: new Int32Array(0) },
        ...(own.clustered && { clustered: { ...own.clustered.prototypes, assignment: new Int32Array(0) } }),
      })
    } catch (error) {
      failures.add(dataset.images[index]!.path, error)
    }
  }
  await notes.labels(study).write({ members: labels })
  await notes.segments(study).write({ members, failed: failures.list })
  return failures.list
}

/** Pools the segments of all studies, in the order of the inventory. */
async function noteTree(project: Project, unit: Unit): Promise<readonly FailedImage[]> {
  const { store } = project
  const notes = notesOf(project, unit.id)
  const group = openGroup(project, unit)
  const offsets: { [index: string]: ReturnType<typeof group.join> } = {}
  const members = new Map<number, SegmentsNote['members'][number]>()
  for (const study of studiesOf(project, unit).keys())
    for (const member of expectNote(await notes.segments(study).read(), unit).members) members.set(member.index, member)
  for (const index of unit.indices) {
    throwIfCancelled(project, 0)
    const member = members.get(index)
    if (member === undefined) continue
    const { prototypes, clustered } = member
    const none = new Int32Array(0)
    offsets[index] = group.join({
      prototypes,
      labels: none,
      ...(clustered === undefined ? {} : { clustered: { prototypes: clustered, labels: none } }),
    })
  }
  const count = Object.keys(offsets).length
  if (count === 0) {
    await notes.tree.write({ offsets, condense: 0 })
    return []
  }
  const begun = performance.now()
  const regions = group.finish()
  const condense = (performance.now() - begun) / 1000 / count
  await store.put(`${unit.place}${resultFiles.tree}`, encodeTree(regions.tree, [...regions.levels]))
  await notes.tree.write({ regions, offsets, condense })
  return []
}

async function paintStudy(
  project: Project,
  unit: Unit,
  study: string,
  onImage: (summary: ImageSummary) => void,
): Promise<readonly FailedImage[]> {
  const notes = notesOf(project, unit.id)
  const { regions, offsets, condense } = expectNote(await notes.tree.read(), unit)
  if (regions === undefined) {
    await notes.painted(study).write({ failed: [] })
    return []
  }
  const { members } = expectNote(await notes.segments(study).read(), unit)
  const labels = expectNote(await notes.labels(study).read(), unit)
  const held = members.map(({ index, seconds }, at): Packed => {
    const packed = labels.members[at]!
    const open = async () =>
      numberedMember(
        project.dataset.images[index]!,
        await unpackLabels(packed.labels),
        packed.clustered && (await unpackLabels(packed.clustered)),
        offsets[index]!,
      )
    return { index, seconds, open }
  })
  const failures = collectFailures(project.onEvent)
  const painted = await paintTogether(project, { unit, held, regions, condense }, failures, onImage)
  await notes.painted(study).write(painted)
  return failures.list
}
