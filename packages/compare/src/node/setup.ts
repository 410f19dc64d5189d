/** The data that a process needs to do its part of a comparison. It is plain data, so that it can be sent. */
import { createHash } from 'node:crypto'
import { version as program } from '@cuts/runtime'
import type { Method } from '../method.ts'
import type { Protocol } from '../protocol/protocol.ts'
import type { MethodChoices } from './methods.ts'
import type { SampleSet } from './samples.ts'

export interface Setup extends MethodChoices {
  readonly set: SampleSet
  /** Folder of finished work. */
  readonly cache: string
  readonly protocol: Protocol
  /** Files of weights, by name, and the hashes of their bytes. */
  readonly weights: { readonly [name: string]: { readonly path: string; readonly hash: string } }
}

/** A piece of work. Learning comes before the segmentation of images with what was learnt. */
export type Task =
  | { readonly kind: 'learn'; readonly method: string; readonly seed: number }
  | {
      readonly kind: 'segment'
      readonly method: string
      readonly seed: number
      readonly image: number
      /** The rows that are asked for. Those that answer clicks are computed only then: clicks take long. */
      readonly rows: readonly string[]
    }

/** Increased whenever the stored format changes. */
const format = 1

/** Returns the name of a task's result. It depends on method, settings, seed, image contents, weights and protocol. */
export function taskKey(setup: Setup, method: Method, task: Task): string {
  const { set, protocol, weights } = setup
  const { id, version, settings, needs = [] } = method
  const seed = method.seeds === 'none' ? 'none' : task.seed
  const shared = {
    format,
    program,
    id,
    version,
    settings,
    seed,
    channels: set.channels,
    weights: needs.map(name => weights[name]?.hash),
  }
  const all = method.learn === undefined ? [] : [set.hash, ...set.samples.map(({ id, hash }) => [id, hash])]
  const own =
    task.kind === 'learn'
      ? 'learn'
      : { protocol, image: set.samples[task.image]!.id, hash: set.samples[task.image]!.hash }
  return createHash('sha256').update(JSON.stringify({ shared, all, own })).digest('hex').slice(0, 32)
}
