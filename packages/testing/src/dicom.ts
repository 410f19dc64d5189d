/** Readers of DICOM that tests compare with: dcmqi (compiled to WebAssembly) and cornerstone's parser. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import dicomParser, { type DataSet } from 'dicom-parser'
import { inflateSync } from 'fflate'

export interface DcmqiSegmentation {
  readonly size: readonly number[]
  readonly spacing: readonly number[]
  readonly origin: readonly number[]
  readonly direction: Float64Array
  /** Segment number of every voxel, the first axis fastest. */
  readonly data: ArrayLike<number>
  readonly segments: readonly DcmqiSegment[]
}

interface DcmqiSegment {
  readonly labelID: number
  readonly SegmentLabel: string
  readonly SegmentAlgorithmType: string
  readonly recommendedDisplayRGBValue: readonly number[]
  readonly SegmentedPropertyTypeCodeSequence: { readonly CodeValue: string; readonly CodeMeaning: string }
}

/** Throws the reader's message if it cannot read. */
export async function readDicomSegmentation(bytes: Uint8Array): Promise<DcmqiSegmentation> {
  const { readSegmentationNode } = await import('@itk-wasm/dicom')
  const folder = await mkdtemp(join(tmpdir(), 'cuts-seg-'))
  try {
    const path = join(folder, 'segmentation.dcm')
    await writeFile(path, bytes)
    const { segImage, metaInfo } = await readSegmentationNode(path)
    const { size, spacing, origin, direction, data } = segImage
    const { segmentAttributes } = metaInfo as unknown as { readonly segmentAttributes: readonly DcmqiSegment[][] }
    const matrix = direction as Float64Array
    return { size, spacing, origin, direction: matrix, data: data as Int16Array, segments: segmentAttributes.flat() }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Returns the attributes of a file, read by cornerstone's parser. */
export function parseDicom(bytes: Uint8Array): DataSet {
  return dicomParser.parseDicom(bytes, { inflater: inflateBody })
}

/** Inflates the data set of the deflated transfer syntax, which starts after the file's own attributes. */
function inflateBody(bytes: Uint8Array, position: number): Uint8Array {
  const body = inflateSync(bytes.subarray(position))
  const whole = new Uint8Array(position + body.length)
  whole.set(bytes.subarray(0, position))
  whole.set(body, position)
  return whole
}
