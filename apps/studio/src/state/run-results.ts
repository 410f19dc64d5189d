/** Where the regions of a finished run are, by image and slice. */
import type { View } from '@cuts/core/volume'
import type { Summary } from '@cuts/runtime'
import type { Place } from '../engine/index.ts'
import type { ImageSource } from '../worker/port.ts'

/** A run whose results the page keeps. Plain data, so that it is there after a reload. */
export interface FinishedRun {
  /** The store of its results, and when they were made: the store is used again. */
  readonly store: string
  readonly made: string
  readonly preset: string
  readonly seed: number
  /** What differs from the preset. */
  readonly settings: { readonly [stage: string]: { readonly [option: string]: number | string | boolean } }
  /** Names of the files in the run, by image of the session; as many as the image has files. */
  readonly paths: { readonly [image: string]: readonly string[] }
  /** Results by image of the session: one, or one for each slice. */
  readonly results: { readonly [image: string]: readonly ResultPlace[] }
}

export interface ResultPlace {
  readonly of: 'image' | 'volume'
  readonly id: string
}

/**
 * Names for the files of a run: their own if no other file has it, else inside a folder called after the image. The files
 * of one image stay together.
 */
export function runPaths(sources: Iterable<ImageSource>): FinishedRun['paths'] {
  const all = [...sources]
  const names = new Map<string, number>()
  for (const { files } of all) for (const [path] of files) names.set(nameOf(path), (names.get(nameOf(path)) ?? 0) + 1)
  return Object.fromEntries(
    all.map(({ id, files }) => {
      const isAlone = files.length === 1 && names.get(nameOf(files[0]![0])) === 1
      return [id, files.map(([path]) => (isAlone ? nameOf(path) : `${id}/${nameOf(path)}`))]
    }),
  )
}

/** Finds the images of the session among the results. */
export function resultsOf(
  { images, volumes = [] }: Pick<Summary, 'images' | 'volumes'>,
  paths: FinishedRun['paths'],
): FinishedRun['results'] {
  return Object.fromEntries(
    Object.entries(paths).map(([image, files]): [string, ResultPlace[]] => {
      const isOf = (path: string): boolean => files.includes(path)
      const volume = volumes.find(({ path }) => isOf(path))
      const slices = images.filter(({ path }) => isOf(path))
      const isWhole =
        volume !== undefined && (volume.tree !== undefined || slices.some(({ tree }) => tree?.startsWith('volumes/')))
      if (isWhole) return [image, [{ of: 'volume', id: volume.id }]]
      const inOrder = slices.toSorted((a, b) => (a.sliceOf?.slice ?? 0) - (b.sliceOf?.slice ?? 0))
      return [image, inOrder.map(({ id }) => ({ of: 'image', id }))]
    }),
  )
}

/** What the worker reads the regions of a frame from; undefined if the run has none of it. */
export function runSource(
  finished: FinishedRun | undefined,
  source: ImageSource | undefined,
  { image, slice }: Place,
  view: View,
): ImageSource | undefined {
  const places = finished?.results[image]
  const place = places?.length === 1 ? places[0] : places?.[slice]
  const paths = finished?.paths[image]
  if (finished === undefined || source === undefined || place === undefined || paths === undefined) return undefined
  return {
    id: `${source.id} ${finished.made} ${place.of} ${place.id}`,
    files: source.files.map(([, file], index) => [`original/${paths[index]!}`, file] as const),
    run: { store: finished.store, ...place, view },
  }
}

function nameOf(path: string): string {
  return path.split('/').at(-1)!
}
