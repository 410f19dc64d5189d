/**
 * What the steps of a large set leave for each other, in the store: the common space, the segments of each study, the
 * tree of all, and what became of each study. Notes of another run, or of other images, count as absent.
 */
import { CutsError, type Prototypes } from '@cuts/core'
import type { FeatureSpaces } from '../pipeline/features.ts'
import type { PrototypeRegions } from '../pipeline/segment.ts'
import type { MemberOffsets } from '../pipeline/segment-group.ts'
import { resultFolders } from '../results/result-layout.ts'
import type { FailedImage } from '../results/summary.ts'
import { valueFromBytes, valueToBytes } from '../store/value-bytes.ts'
import type { Project } from './project.ts'
import type { UnitFile } from './unit-file.ts'
import type { Unit } from './units.ts'

export interface SpaceNote {
  /** The spaces are one if `kmeans` is absent. */
  readonly prototypes: FeatureSpaces['prototypes']
  readonly kmeans?: FeatureSpaces['kmeans'] | undefined
  /** Images that could not be read, by their index. */
  readonly failed: readonly (FailedImage & { readonly index: number })[]
}

/** The images of a study that were condensed, and those that could not be. */
export interface SegmentsNote {
  readonly members: readonly {
    readonly index: number
    readonly seconds: number
    readonly prototypes: Prototypes
    readonly clustered?: Prototypes | undefined
  }[]
  readonly failed: readonly FailedImage[]
}

/** Of the same images, in the same order: packed labels of every pixel. */
export interface LabelsNote {
  readonly members: readonly { readonly labels: Uint8Array; readonly clustered?: Uint8Array | undefined }[]
}

export interface TreeNote {
  /** Absent if no image could be condensed. */
  readonly regions?: PrototypeRegions | undefined
  /** By the indices of images. */
  readonly offsets: { readonly [index: string]: MemberOffsets }
  /** Seconds that the tree took, a share for each image. */
  readonly condense: number
}

export type PaintedNote = Omit<UnitFile, 'unit' | 'run'>

export interface Notes {
  readonly space: Note<SpaceNote>
  readonly tree: Note<TreeNote>
  segments(study: string): Note<SegmentsNote>
  labels(study: string): Note<LabelsNote>
  painted(study: string): Note<PaintedNote>
  /** Deletes all of them. */
  clear(): Promise<void>
}

export interface Note<T> {
  /** Undefined if it is not there, or is of another run. */
  read(): Promise<T | undefined>
  write(value: T): Promise<void>
}

/** The notes of a unit of the run. */
export function notesOf({ store, marks }: Pick<Project, 'store' | 'marks'>, unit: string): Notes {
  const mark = marks.unit.get(unit) ?? ''
  const folder = `${resultFolders.parts}/sets/${encodeURIComponent(unit)}`
  const note = <T>(name: string): Note<T> => ({
    read: async () => {
      const bytes = await store.get(`${folder}/${name}`)
      const held = bytes && (valueFromBytes(bytes) as { readonly mark: string; readonly value: T })
      return held?.mark === mark ? held.value : undefined
    },
    write: value => store.put(`${folder}/${name}`, valueToBytes({ mark, value })),
  })
  const ofStudy =
    <T>(kind: string) =>
    (study: string): Note<T> =>
      note(`${kind}/${encodeURIComponent(study)}.bin`)
  return {
    space: note('space.bin'),
    tree: note('tree.bin'),
    segments: ofStudy('segments'),
    labels: ofStudy('labels'),
    painted: ofStudy('painted'),
    clear: () => store.delete(folder),
  }
}

/** Throws `Unreadable` if an earlier step has left nothing. */
export function expectNote<T>(note: T | undefined, { id }: Unit): T {
  if (note === undefined)
    throw new CutsError('Unreadable', `an earlier step of ${id} has not left its results.`, {
      action: { do: 'repeat' },
    })
  return note
}
