/** The formats in which all images and volumes share one file. */
import { type LabelMap, measureRegions } from '@cuts/core'
import { type CocoImage, writeCoco } from '@cuts/formats'
import type { SharedFileFormat } from '../results/export-formats.ts'
import { type MeasuredRegion, measuresCsv, measuresJson } from '../results/measures-table.ts'
import { describeRegions } from '../results/regions.ts'
import { basename } from '../source/paths.ts'
import { createIntensityReader } from './intensities.ts'
import type { Numbered, WriteContext } from './numbered.ts'

interface SharedFile {
  readonly name: string
  readonly volumes: boolean
  readonly write: (numbered: AsyncIterable<Numbered>, context: WriteContext) => Promise<string>
}

export const sharedFiles: { readonly [format in SharedFileFormat]: SharedFile } = {
  coco: { name: 'annotations.json', volumes: false, write: numbered => annotate(numbered, 'run-lengths') },
  'coco-polygons': { name: 'annotations.json', volumes: false, write: numbered => annotate(numbered, 'polygons') },
  csv: {
    name: 'regions.csv',
    volumes: true,
    write: async (numbered, context) => measuresCsv(await measure(numbered, context)),
  },
  json: {
    name: 'regions.json',
    volumes: true,
    write: async (numbered, context) => measuresJson(await measure(numbered, context)),
  },
}

async function annotate(numbered: AsyncIterable<Numbered>, shape: 'run-lengths' | 'polygons'): Promise<string> {
  let most = 0
  const images: CocoImage[] = []
  for await (const { item, map, segments } of numbered) {
    most = Math.max(most, segments.length)
    images.push({ fileName: item.sliceOf === undefined ? basename(item.path) : item.id, map: map as LabelMap })
  }
  return writeCoco(images, describeRegions(most), shape)
}

async function measure(
  numbered: AsyncIterable<Numbered>,
  { originals, onNotice }: WriteContext,
): Promise<MeasuredRegion[]> {
  const regions: MeasuredRegion[] = []
  const reader = createIntensityReader(originals)
  for await (const { item, map, numbers } of numbered) {
    const { intensities, notice } = await reader.read(item, map)
    if (notice !== undefined) onNotice(notice, item.path)
    const labels = new Map([...numbers].map(([label, number]) => [number, label]))
    for (const measures of measureRegions(map, intensities))
      if (measures.label !== 0) regions.push({ ...measures, image: item.id, ownLabel: labels.get(measures.label)! })
  }
  return regions
}
