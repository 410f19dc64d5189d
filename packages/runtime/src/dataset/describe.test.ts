import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodePng } from '@cuts/formats'
import { itkWrite, npyFile, npzFile } from '@cuts/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunEvent } from '../events.ts'
import { diskFiles } from '../node/disk-files.ts'
import { describeInput } from './describe-set.ts'

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-describe-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

const grey = encodePng({ kind: 'grey', width: 3, height: 2, data: Uint8Array.of(4, 9, 200, 7, 7, 7) })

/** Columns to the back, rows to the feet, slices to the left: sagittal. */
const sagittal = [0, 0, 1, 1, 0, 0, 0, -1, 0]
const volume = (values: Int16Array): Promise<Uint8Array> =>
  itkWrite('nifti', {
    size: [4, 3, 2],
    components: 1,
    componentType: 'int16',
    data: values,
    spacing: [0.5, 0.75, 3],
    origin: [1, 2, 3],
    direction: sagittal,
  })

describe('describeInput', () => {
  it('says what a picture holds', async () => {
    const path = join(home, 'image.png')
    await writeFile(path, grey)
    expect(await describeInput(diskFiles, path, () => {})).toEqual({
      kind: 'file',
      path,
      format: 'PNG',
      width: 3,
      height: 2,
      depth: 1,
      channels: 1,
      timepoints: 1,
      sampleType: 'uint8',
      range: [4, 200],
      nonFinite: 0,
      bytes: 24,
      // 400 MB, and 120 bytes for each of 6 pixels.
      runBytes: 400_000_720,
      run: { images: 1, volumes: 0, scaling: 'type' },
      notices: [],
    })
  })

  it('says how a volume lies and how it would be cut', async () => {
    const path = join(home, 'knee.nii.gz')
    await writeFile(path, await volume(Int16Array.from({ length: 24 }, (_, i) => 10 * i - 50)))
    expect(await describeInput(diskFiles, path, () => {})).toMatchObject({
      format: 'NIfTI',
      depth: 2,
      sampleType: 'int16',
      spacingMm: [0.5, 0.75, 3],
      orientation: 'PIL',
      range: [-50, 180],
      bytes: 96,
      run: { images: 2, volumes: 1, plane: 'sagittal', scaling: 'robust' },
    })
  })

  it('counts a set: formats, slices, masks, groups, memory, and what cannot be read', async () => {
    const set = join(home, 'study')
    await mkdir(join(set, 'masks'), { recursive: true })
    await writeFile(join(set, 'a.nii.gz'), await volume(new Int16Array(24).fill(7)))
    await writeFile(join(set, 'b.png'), grey)
    await writeFile(join(set, 'c.png'), 'no image')
    await writeFile(join(set, 'masks/b.png'), grey)
    const image = npyFile([5, 3, 2], new Uint8Array(30))
    await writeFile(join(set, 'd.npz'), npzFile({ data: image, label: image }))
    const events: RunEvent[] = []
    const found = await describeInput(diskFiles, set, event => void events.push(event))
    expect(found).toMatchObject({
      kind: 'set',
      files: 3,
      formats: { NIfTI: 1, PNG: 1, NumPy: 1 },
      images: 2 + 1 + 5,
      volumes: 1,
      channels: 1,
      masks: 2,
      bytes: 4 * (24 + 6 + 30),
      largestBytes: 120,
      failed: [{ path: join(set, 'c.png'), error: expect.stringContaining('c.png is a text file') }],
    })
    expect(events).toMatchObject([{ type: 'failed', file: join(set, 'c.png') }])
    await writeFile(join(set, 'set.csv'), 'image,image2,group\nb.png,b.png,old\nb.png,,old\na.nii.gz,a.nii.gz,new\n')
    expect(await describeInput(diskFiles, join(set, 'set.csv'), () => {})).toMatchObject({
      files: 2,
      images: 3,
      channels: 2,
      groups: { old: 1, new: 1 },
      sizes: [
        { size: [3, 2], files: 1 },
        { size: [4, 3, 2], files: 1 },
      ],
      failed: [{ error: `${join(set, 'b.png')} is listed twice.` }],
    })
  })

  it('names a file that is no image', async () => {
    const path = join(home, 'text.png')
    await writeFile(path, 'no image')
    await expect(describeInput(diskFiles, path, () => {})).rejects.toMatchObject({
      code: 'Unreadable',
      message: expect.stringContaining(path),
    })
  })
})
