import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as layout from './result-layout.ts'
import { metricRowNames } from './summary.ts'

const page = readFileSync(new URL('../../../../docs/guide/results-folder.md', import.meta.url), 'utf8')

/** Every name that the layout makes, by what makes it, as the page spells it. */
const names: { readonly [name in keyof typeof layout]: readonly string[] } = {
  resultFiles: Object.values(layout.resultFiles),
  folderFiles: Object.values(layout.folderFiles),
  resultFolders: Object.values(layout.resultFolders).map(name => `${name}/`),
  imageFiles: Object.values(layout.imageFiles),
  labelMapNames: layout.labelMapNames,
  contourRows: layout.contourRows,
  topNames: [...layout.topNames()],
  imageFolder: [layout.imageFolder('<id>')],
  unitFile: ['units/'],
  volumeFolder: [layout.volumeFolder('<volume>')],
  groupFolder: [`${layout.groupFolder('')}<group>/`],
  labelsFile: layout.labelMapNames.map(layout.labelsFile),
  levelVolume: [layout.levelVolume(3, 12).replace('03-12', 'NN-R')],
  volumePlanes: layout.volumePlanes.map(plane => layout.planePicture(plane).slice(7, -4)),
  planePicture: [layout.planePicture('axial'), layout.planePicture('axial', [3, 12]).replace('03-12', 'NN-R')],
  sheetPicture: [layout.sheetPicture],
  parsePlanePicture: [],
  levelPicture: [layout.levelPicture(3, 12).replace('03-12', 'NN-R')],
  levelPlot: [layout.levelPlot(3, 12).replace('03-12', 'NN-R')],
  proposalPicture: [layout.proposalPicture(3).replace('03', 'NN')],
  maskFile: ['mask-*.png', ...metricRowNames],
  contoursFile: ['contours-*.png'],
  parseImageFolder: [],
  parseVolumeFolder: [],
  parseLevelPicture: [],
  parseProposalPicture: [],
}

describe('docs/guide/results-folder.md', () => {
  it.each(Object.entries(names))('knows the names of %s', (_, spelt) => {
    for (const name of spelt) expect(page).toContain(name)
  })

  it('is asked about all that the layout has', () => {
    expect(Object.keys(names).sort()).toEqual(Object.keys(layout).sort())
    for (const row of metricRowNames) expect(layout.maskFile(row)).toBe(`mask-${row}.png`)
    for (const row of layout.contourRows) expect(layout.contoursFile(row)).toBe(`contours-${row}.png`)
  })
})

it('levels are read back from the names of their pictures, in the order of their numbers', () => {
  for (const [index, clusters] of [
    [0, 2],
    [7, 40],
    [112, 300],
  ] as const)
    expect(layout.parseLevelPicture(`images/a/${layout.levelPicture(index, clusters)}`)).toEqual({ index, clusters })
  expect([layout.levelPicture(0, 2), layout.levelPicture(9, 2), layout.levelPicture(10, 2)]).toEqual([
    'levels/00-2.png',
    'levels/09-2.png',
    'levels/10-2.png',
  ])
  for (const other of ['levels/00-2.nii.gz', 'levels/a-2.png', 'plots/00-2.png', 'xlevels/00-2.png'])
    expect(layout.parseLevelPicture(other)).toBeUndefined()
})

it('proposals are read back from the names of their pictures', () => {
  for (const rank of [1, 10, 123])
    expect(layout.parseProposalPicture(`images/a/${layout.proposalPicture(rank)}`)).toBe(rank)
  for (const other of ['proposals/a.png', 'proposals/01.svg', 'my-proposals/01.png', 'proposals.json'])
    expect(layout.parseProposalPicture(other)).toBeUndefined()
})

it('planes of volumes are read back from the names of their pictures', () => {
  for (const plane of layout.volumePlanes) {
    const key = `volumes/a/${layout.planePicture(plane, [7, 40])}`
    expect(layout.parsePlanePicture(key)).toEqual({ plane, index: 7, clusters: 40 })
    expect(layout.parsePlanePicture(`volumes/a/${layout.planePicture(plane)}`)).toEqual({ plane, index: -1 })
  }
  for (const other of [layout.sheetPicture, 'planes/axial-3.png', 'levels/axial.png', 'planes/oblique.png'])
    expect(layout.parsePlanePicture(other)).toBeUndefined()
})

it('images are found again by the paths of their folders', () => {
  expect(layout.parseImageFolder(`results/${layout.imageFolder('eye.01')}`)).toBe('eye.01')
  expect(layout.parseVolumeFolder(`results/${layout.volumeFolder('head.01')}`)).toBe('head.01')
  expect(layout.parseVolumeFolder(`results/${layout.imageFolder('eye.01')}`)).toBeUndefined()
  for (const other of ['images', 'images/a/levels', 'results/volumes/a', 'my-images/a'])
    expect(layout.parseImageFolder(other)).toBeUndefined()
})

it('every group has a folder of its own that stays below the groups', () => {
  const folders = ['a', 'A b', 'a/b', '..', '.', 'é'].map(layout.groupFolder)
  expect(new Set(folders).size).toBe(folders.length)
  for (const folder of folders) expect(folder).toMatch(/^groups\/[^/.][^/]*$/)
})
