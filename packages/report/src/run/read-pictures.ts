/** The pictures of a report, read from the results of a run. */
import type { Store, Summary } from '@cuts/runtime'
import { resultLayout as layout, readProposals } from '@cuts/runtime/results'
import type {
  ContourPictures,
  ImagePictures,
  LevelPicture,
  Picture,
  ProposalPicture,
  ReportPictures,
  ReportVolumes,
  VolumePictures,
} from './report-pictures.ts'

/** Browsers open files of this size easily. Further pictures stay in their folders. */
const defaultPictureBytes = 100e6

/**
 * Reads the pictures of all images until they fill `maxPictureBytes`; the place of a missing picture stays empty.
 * Throws `Unreadable`.
 */
export async function readReportPictures(
  store: Store,
  { images }: Summary,
  maxPictureBytes = defaultPictureBytes,
): Promise<ReportPictures> {
  const pictures = new Map<string, ImagePictures>()
  let bytes = 0
  for (const { id } of images) {
    const of = await picturesOf(store, id, key => store.get(key))
    bytes += sizeOf(of)
    if (bytes > maxPictureBytes) break
    pictures.set(id, of)
  }
  return pictures
}

/** The same as addresses beside the report. Throws `Unreadable`. */
export async function linkReportPictures(store: Store, { images }: Summary): Promise<ReportPictures> {
  const pictures = new Map<string, ImagePictures>()
  for (const { id } of images) {
    const keys = new Set((await store.list(layout.imageFolder(id))).map(({ key }) => key))
    const link = async (key: string): Promise<string | undefined> => (keys.has(key) ? addressOf(key) : undefined)
    pictures.set(id, await picturesOf(store, id, link))
  }
  return pictures
}

function addressOf(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/')
}

/** Reads the pictures of volumes. Results of earlier versions have none. Throws `Unreadable`. */
export async function readVolumePictures(store: Store, { volumes = [] }: Summary): Promise<ReportVolumes> {
  const pictures = new Map<string, VolumePictures>()
  for (const { id } of volumes) {
    const folder = layout.volumeFolder(id)
    const found = (await store.list(folder)).flatMap(({ key }) => {
      const shown = layout.parsePlanePicture(key)
      return shown === undefined ? [] : [{ key, ...shown, order: layout.volumePlanes.indexOf(shown.plane) }]
    })
    if (found.length === 0) continue
    found.sort((a, b) => a.order - b.order || a.index - b.index)
    const planes = []
    for (const { key, plane, clusters } of found) planes.push({ plane, clusters, png: (await store.get(key))! })
    pictures.set(id, { planes, sheet: await store.get(`${folder}/${layout.sheetPicture}`) })
  }
  return pictures
}

/** The picture under a key: its bytes, or its address. */
type Fetch = (key: string) => Promise<Picture | undefined>

async function picturesOf(store: Store, id: string, fetch: Fetch): Promise<ImagePictures> {
  const folder = layout.imageFolder(id)
  const { input, persistent, kmeans } = layout.imageFiles
  return {
    input: await fetch(`${folder}/${input}`),
    persistent: await fetch(`${folder}/${persistent}`),
    kmeans: await fetch(`${folder}/${kmeans}`),
    levels: await readLevels(store, folder, fetch),
    proposals: await readProposalPictures(store, id, fetch),
    contours: await readContours(folder, fetch),
  }
}

/** Coarse to fine. */
async function readLevels(store: Store, folder: string, fetch: Fetch): Promise<LevelPicture[]> {
  const found = (await store.list(folder)).flatMap(({ key }) => {
    const level = layout.parseLevelPicture(key)
    return level === undefined ? [] : [{ key, ...level }]
  })
  found.sort((a, b) => a.index - b.index)
  const levels: LevelPicture[] = []
  for (const { key, index, clusters } of found) {
    const plot = await fetch(`${folder}/${layout.levelPlot(index, clusters)}`)
    levels.push({ clusters, png: (await fetch(key))!, plot })
  }
  return levels
}

/** Best first. */
async function readProposalPictures(store: Store, id: string, fetch: Fetch): Promise<ProposalPicture[]> {
  const found: ProposalPicture[] = []
  for (const { rank, areaPixels } of (await readProposals(store, id)) ?? []) {
    const png = await fetch(`${layout.imageFolder(id)}/${layout.proposalPicture(rank)}`)
    if (png !== undefined) found.push({ rank, png, areaPixels })
  }
  return found
}

async function readContours(folder: string, fetch: Fetch): Promise<ContourPictures | undefined> {
  const contours: { -readonly [row in keyof ContourPictures]: ContourPictures[row] } = {}
  for (const row of layout.contourRows) contours[row] = await fetch(`${folder}/${layout.contoursFile(row)}`)
  return Object.values(contours).every(png => png === undefined) ? undefined : contours
}

function sizeOf({ input, persistent, kmeans, levels, proposals = [], contours }: ImagePictures): number {
  const pictures = [input, persistent, kmeans, contours?.kmeans, contours?.persistent, contours?.best]
  const ofLevels = levels.reduce((sum, { png, plot }) => sum + png.length + (plot?.length ?? 0), 0)
  const ofProposals = proposals.reduce((sum, { png }) => sum + png.length, ofLevels)
  return pictures.reduce((sum, png) => sum + (png?.length ?? 0), ofProposals)
}
