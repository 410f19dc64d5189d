/** What the package offers, by name: a change here is a change for its users. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as dicom from './dicom/index.ts'
import * as formats from './index.ts'
import * as node from './node/index.ts'
import * as web from './web/index.ts'

/** Types leave no trace at run time: they are read from the text of an entry. */
function typesOf(entry: string): string[] {
  const text = readFileSync(new URL(entry, import.meta.url), 'utf8')
  return [...text.matchAll(/export (type )?\{([^}]*)\}/g)].flatMap(([, isType, names = '']) =>
    names
      .split(',')
      .map(name => name.trim())
      .filter(name => name !== '' && (isType !== undefined || name.startsWith('type ')))
      .map(name => name.replace(/^type /, '')),
  )
}

describe('@cuts/formats offers these names', () => {
  it('functions and values', () => {
    expect(Object.keys(formats).sort()).toEqual([
      'arraysInNpz',
      'companionsOf',
      'defaultMaxSamples',
      'detectFormat',
      'encodePng',
      'fileInZip',
      'formats',
      'inspectImage',
      'intensityGrid',
      'labelGrid',
      'readImage',
      'readLevels',
      'readMask',
      'unpackGzip',
      'writeCoco',
      'writeLevels',
      'writeMask',
      'writeNifti',
      'writerFor',
      'writerOf',
      'writers',
    ])
  })

  it('types', () => {
    expect(typesOf('index.ts').sort()).toEqual([
      'Certainty',
      'CocoImage',
      'DecodedImage',
      'DecodedVolume',
      'Format',
      'FormatReader',
      'FormatWriter',
      'GeometryKept',
      'ImageFiles',
      'ImageFormat',
      'ImageHeader',
      'ImageInfo',
      'LabelledPixels',
      'Levels',
      'NamedFile',
      'OutlineUnits',
      'PixelGrid',
      'PngPicture',
      'ReadMaskOptions',
      'ReadOptions',
      'RegionStyle',
      'WriteOptions',
      'WriterId',
      'Written',
    ])
  })
})

it('@cuts/formats/dicom offers these names', () => {
  expect(Object.keys(dicom).sort()).toEqual(['dicomMember', 'groupDicom', 'readSourceInstance', 'writeSegmentation'])
  expect(typesOf('dicom/index.ts').sort()).toEqual([
    'DicomGroup',
    'DicomIdentity',
    'DicomMember',
    'SegmentationContext',
    'SourceInstance',
  ])
})

it('@cuts/formats/node offers these names', () => {
  expect(Object.keys(node)).toEqual(['writeCodecs'])
})

it('@cuts/formats/web offers these names', () => {
  expect(Object.keys(web)).toEqual(['setCodecs'])
})
