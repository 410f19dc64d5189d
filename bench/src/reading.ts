/** How long a DICOM series takes to become a volume: 200 files of 512x512 pixels of 16 bits, drawn here. */
import { createRandom } from '@cuts/core'
import { type NamedFile, readImage } from '@cuts/formats'
import { dicomFile } from '@cuts/testing'
import type { BenchResult } from './image-set.ts'

const side = 512
const slices = 200

export async function measureReading(seed: number): Promise<BenchResult> {
  const files = drawSeries(seed)
  const started = performance.now()
  const { volume } = await readImage(files)
  const seconds = (performance.now() - started) / 1000
  const figures = {
    slices: volume.depth,
    megabytes: files.reduce((sum, file) => sum + file.bytes.length, 0) / 1e6,
    seconds,
    cpuSeconds: process.cpuUsage().user / 1e6,
    peakGigabytes: process.resourceUsage().maxRSS / 1024 ** 2,
  }
  const verdict = seconds <= 15 ? 'reached' : 'MISSED'
  const text = [
    `${figures.slices} slices of ${side}x${side}, 16 bits, uncompressed, ${figures.megabytes.toFixed(0)} MB`,
    `read into a volume ${seconds.toFixed(2)} s, must 15: ${verdict}`,
    `peak memory ${figures.peakGigabytes.toFixed(2)} GB, the files among it`,
  ].join('\n')
  return { text, figures }
}

/** One slice is laid out once and copied with other positions, in an order that differs from that of the patient. */
function drawSeries(seed: number): NamedFile[] {
  const random = createRandom(seed)
  const pixels = Int16Array.from({ length: side * side }, (_, i) => (i % side) + random.integer(200) - 1000)
  const place = '@'.repeat(12)
  const slice = dicomFile({
    elements: [
      [0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.2'],
      [0x00080060, 'CS', 'CT'],
      [0x0020000e, 'UI', '1.2.3'],
      [0x00200032, 'DS', `-250\\-250\\${place}`],
      [0x00200037, 'DS', '1\\0\\0\\0\\1\\0'],
      [0x00280002, 'US', [1]],
      [0x00280004, 'CS', 'MONOCHROME2'],
      [0x00280010, 'US', [side]],
      [0x00280011, 'US', [side]],
      [0x00280030, 'DS', '0.9765625\\0.9765625'],
      [0x00280100, 'US', [16]],
      [0x00280101, 'US', [16]],
      [0x00280102, 'US', [15]],
      [0x00280103, 'US', [1]],
      [0x00281052, 'DS', '-1024'],
      [0x00281053, 'DS', '1'],
      [0x7fe00010, 'OW', new Uint8Array(pixels.buffer)],
    ],
  })
  const placeAt = new TextDecoder('latin1').decode(slice.subarray(0, 2048)).indexOf(place)
  return Array.from({ length: slices }, (_, k) => {
    const bytes = slice.slice()
    // 37 and 200 have no common divisor, so every height comes once, in shuffled order.
    const height = ((37 * k) % slices) * 1.25
    bytes.set(new TextEncoder().encode(height.toFixed(3).padEnd(place.length)), placeAt)
    return { name: `slice-${k}`, bytes }
  })
}
