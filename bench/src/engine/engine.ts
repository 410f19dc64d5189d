/** How close the engine is to the limits of the machine: ratios measured in one run. */
import { availableParallelism } from 'node:os'
import { createTrainer, loadEncoder } from '@cuts/nn'
import { createNodeEngine, type NodeDevice } from '@cuts/nn/node'
import { type BrowserStep, measureBrowserStep } from '../browser.ts'
import { type BenchResult, tell } from '../image-set.ts'
import { denseFlops, trainingStepFlops } from './encoder-work.ts'
import { pytorchStepSeconds } from './pytorch.ts'
import { embedLarge, type Large, readySeconds } from './separate.ts'
import { medianSeconds } from './timing.ts'
import {
  channels,
  convolution,
  encoderModel,
  matrixProduct,
  noise,
  parameters,
  trainingItems,
  windows,
} from './workload.ts'

export interface EngineOptions {
  readonly device: NodeDevice
  readonly threads: number | undefined
  /** A Python interpreter with PyTorch, for the same step. */
  readonly python: string | undefined
}

/** Side of the image on which dense inference is measured, and of the large image. */
const [denseSide, largeSide] = [256, 4096]

export async function measureEngine(options: EngineOptions): Promise<BenchResult> {
  const threads = options.threads ?? availableParallelism()
  const engine = await createNodeEngine({ device: options.device, threads, onNotice: tell })
  if (engine.notice !== undefined) tell(engine.notice)

  tell('training step, dense inference, and what the engine does at its best')
  const trainer = createTrainer(engine, parameters())
  const batch = trainer.batch(trainingItems())
  const product = await matrixProduct(engine)
  const plain = await convolution(engine, denseSide)
  const encoder = await loadEncoder(engine, encoderModel())
  const image = { width: denseSide, height: denseSide, channels, data: noise(denseSide) }
  const seconds = await medianSeconds(
    {
      product: { run: () => product.executable.run(product.inputs), repeats: 3 },
      step: { run: () => trainer.step(batch), repeats: 3 },
      convolution: { run: () => plain.executable.run(plain.inputs) },
      inference: { run: () => encoder.embed(image) },
    },
    12,
  )
  const matmulGflops = product.flops / seconds.product / 1e9
  const convGflops = plain.flops / seconds.convolution / 1e9
  const stepGflops = trainingStepFlops(channels, windows) / seconds.step / 1e9
  const inferenceGflops = (denseFlops(channels) * denseSide ** 2) / seconds.inference / 1e9

  tell('a new process, until its first step is done')
  const ready = [await readySeconds(threads), await readySeconds(threads), await readySeconds(threads)].sort()[1]!
  tell(`an image of ${largeSide}x${largeSide} (a minute or more)`)
  const large = await embedLarge(largeSide, threads)
  // Each peer runs in a separate process. Our step is measured just before and after it, so other work on the machine
  // affects both.
  const beside = async <T>(peer: () => Promise<T>): Promise<{ peer: T; step: number }> => {
    const ours = async (): Promise<number> =>
      (await medianSeconds({ step: { run: () => trainer.step(batch) } }, 10)).step
    const before = await ours()
    const measured = await peer()
    return { peer: measured, step: (before + (await ours())) / 2 }
  }
  tell('the step in a browser')
  const browser = await beside(measureBrowserStep)
  const { python } = options
  if (python !== undefined) tell('the step in PyTorch')
  const torch =
    python === undefined ? undefined : await beside(() => pytorchStepSeconds(python, engine.device, threads))

  const figures: Figures = {
    device: engine.device,
    threads,
    matmulGflops,
    convGflops,
    trainStep: { seconds: seconds.step, gflops: stepGflops, ratioToMatmul: stepGflops / matmulGflops },
    inference: { gflops: inferenceGflops, ratioToConv: inferenceGflops / convGflops },
    large: { side: largeSide, ...large },
    readySeconds: ready,
    wasm:
      'skipped' in browser.peer
        ? browser.peer
        : { ...browser.peer, ratioToNode: browser.step / browser.peer.secondsPerStep },
    ...(torch === undefined ? {} : { pytorch: { seconds: torch.peer, ratio: torch.peer / torch.step } }),
  }
  return { text: table(figures), figures: { ...figures } }
}

interface Figures {
  readonly device: string
  readonly threads: number
  readonly matmulGflops: number
  readonly convGflops: number
  readonly trainStep: { readonly seconds: number; readonly gflops: number; readonly ratioToMatmul: number }
  readonly inference: { readonly gflops: number; readonly ratioToConv: number }
  readonly large: Large & { readonly side: number }
  readonly readySeconds: number
  readonly wasm: (BrowserStep & { readonly ratioToNode: number }) | { readonly skipped: string }
  /** `ratio`: our speed divided by that of PyTorch. */
  readonly pytorch?: { readonly seconds: number; readonly ratio: number }
}

function table(figures: Figures): string {
  const { trainStep, inference, large, wasm, pytorch } = figures
  const row = (name: string, value: number, must: number, isLow = false): string => {
    const holds = isLow ? value <= must : value >= must
    return `${name.padEnd(66)} ${value.toFixed(2).padStart(7)}   must ${must} ${holds ? 'reached' : 'MISSED'}`
  }
  return [
    `${figures.device}, ${figures.threads} threads; matrix products ${figures.matmulGflops.toFixed(0)}, convolutions ${figures.convGflops.toFixed(0)} GFLOP/s`,
    row(
      `training step (${trainStep.seconds.toFixed(3)} s), useful GFLOP/s over matrix products`,
      trainStep.ratioToMatmul,
      0.4,
    ),
    pytorch === undefined
      ? 'training step against PyTorch: give --python with an interpreter that has it'
      : row(`training step, times as fast as PyTorch (${pytorch.seconds.toFixed(3)} s)`, pytorch.ratio, 1),
    row('dense inference, useful GFLOP/s over convolutions', inference.ratioToConv, 0.85),
    row(
      `${large.side}x${large.side} RGB (${large.seconds.toFixed(0)} s), peak memory, GB`,
      large.peakGigabytes,
      1.5,
      true,
    ),
    row('from nothing to the end of the first step, s', figures.readySeconds, 1.5, true),
    'skipped' in wasm
      ? `training step in a browser: skipped, ${wasm.skipped}`
      : row(
          `training step in a browser (${wasm.device}, ${wasm.threads} threads), speed over Node's`,
          wasm.ratioToNode,
          0.2,
        ),
  ].join('\n')
}
