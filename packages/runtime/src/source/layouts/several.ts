/** Several folders, lists and files as one listing. */
import type { SourceFiles } from '../files.ts'
import { commonFolder, idOf, type Listing, nameInside } from './listing.ts'
import { pairMasks } from './pair-masks.ts'

/**
 * Lists each input by itself and joins them: images are named by their paths below the folder that all have in common, and keep
 * the masks of their own input. A path that is given twice is taken once. Throws as `listOne`.
 */
export async function listSeveral(
  source: SourceFiles,
  inputs: readonly string[],
  listOne: (path: string) => Promise<Listing>,
): Promise<Listing> {
  const listings: Listing[] = []
  const places = new Set<string>()
  for (const input of inputs) {
    const place = source.absolute(input)
    if (places.has(place)) continue
    places.add(place)
    listings.push(await listOne(input))
  }
  const root = commonFolder(listings.flatMap(({ files }) => files.map(({ path }) => source.absolute(path))))
  const files = listings.flatMap(({ files, masks }) => {
    const pair = masks && pairMasks(masks)
    return files.map(file => {
      const own = pair?.(idOf(file)) ?? []
      const mask = file.mask ?? (own.length === 1 ? own[0] : undefined)
      const name = nameInside(root, source.absolute(file.path))
      return { ...file, name, ...(mask === undefined ? {} : { mask }) }
    })
  })
  // An image that two inputs hold is one image.
  const seen = new Set<string>()
  const once = files.filter(({ path }) => {
    const place = source.absolute(path)
    return !seen.has(place) && seen.add(place) !== undefined
  })
  return {
    files: once,
    rejected: listings.flatMap(({ rejected = [] }) => rejected),
    notices: listings.flatMap(({ notices = [], masks }) => [...notices, ...(masks?.notices ?? [])]),
  }
}
