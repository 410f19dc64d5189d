/** Measurements that need a process of their own: the time from start to the first step, and the peak of memory. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

async function inProcess(script: string, threads: number): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    env: { ...process.env, THREADS: String(threads) },
  })
  return Number(stdout.trim().split('\n').at(-1))
}

/** Seconds from the start of a process to the end of its first training step of 512 windows, including all loading. */
export function readySeconds(threads: number): Promise<number> {
  return inProcess(
    `import { createNodeEngine } from '@cuts/nn/node'
     import { createTrainer } from '@cuts/nn'
     import { parameters, trainingItems } from './workload.js'
     const trainer = createTrainer(await createNodeEngine({ threads: Number(process.env.THREADS) }), parameters())
     await trainer.step(trainer.batch(trainingItems()))
     console.log(performance.now() / 1000)`,
    threads,
  )
}

export interface Large {
  readonly seconds: number
  readonly peakGigabytes: number
}

/** Embedding a square RGB image tile by tile in a process that does nothing else. */
export async function embedLarge(side: number, threads: number): Promise<Large> {
  const started = performance.now()
  const peakGigabytes = await inProcess(
    `import { createNodeEngine } from '@cuts/nn/node'
     import { loadEncoder } from '@cuts/nn'
     import { channels, encoderModel, noise } from './workload.js'
     const encoder = await loadEncoder(await createNodeEngine({ threads: Number(process.env.THREADS) }), encoderModel())
     let sum = 0
     const image = { width: ${side}, height: ${side}, channels, data: noise(${side}) }
     await encoder.embedTiles(image, (tile, { data }) => { sum += data[0] })
     console.log(process.resourceUsage().maxRSS / 1024 ** 2)`,
    threads,
  )
  return { seconds: (performance.now() - started) / 1000, peakGigabytes }
}
