/** How long the default preset takes, and how much memory. */
import { type BenchOptions, type BenchResult, runPreset } from './image-set.ts'

export async function measureSpeed(options: BenchOptions): Promise<BenchResult> {
  const summary = await runPreset('default', options)
  const perImage = summary.images.map(image => image.seconds.total).sort((a, b) => a - b)
  const figures = {
    images: summary.images.length,
    threads: summary.threads,
    trainSeconds: summary.train?.seconds ?? 0,
    secondsPerStep: (summary.train?.seconds ?? 0) / Math.max(1, summary.train?.steps ?? 1),
    imageSeconds: perImage[perImage.length >> 1] ?? 0,
    totalSeconds: summary.seconds.total,
    peakGigabytes: process.resourceUsage().maxRSS / 1024 ** 2,
  }
  const row = (name: string, value: number, unit: string, must: number): string =>
    `${name.padEnd(52)} ${value.toFixed(2).padStart(8)} ${unit.padEnd(3)} must ${must} ${value <= must ? 'reached' : 'MISSED'}`
  const text = [
    `${figures.images} images, ${figures.threads} threads`,
    row('training', figures.trainSeconds, 's', 90),
    row('embed, condense and k-means, one image (median)', figures.imageSeconds, 's', 1.5),
    row('whole run but the report', figures.totalSeconds, 's', 210),
    row('peak memory', figures.peakGigabytes, 'GB', 2),
  ].join('\n')
  return { text, figures }
}
