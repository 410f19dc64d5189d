/**
 * Finds out whether this processor's build of ONNX Runtime has the blocked convolution, the width of its blocks, and
 * whether it computes the same as the standard operators. These operators are internal to the engine and may change
 * without notice, so they are used only after this check.
 */
import { toBlocks } from '../encoder/blocked-convolution.ts'
import { windowConv2d } from '../encoder/window-convolution.ts'
import { asFloats, type Executable, floats, type Tensor } from '../engine.ts'
import { gradients } from '../graph/gradients.ts'
import { input, type Node } from '../graph/node.ts'
import { mul, reduceSum } from '../graph/operators.ts'
import { toOnnx } from '../onnx/to-onnx.ts'

type Load = (model: Uint8Array) => Promise<Executable>

/** Returns the channels in a block, or undefined if there is no blocked convolution that can be trusted. */
export async function probeBlocks(load: Load): Promise<number | undefined> {
  try {
    const block = await blockWidth(load)
    return block !== undefined && (await agrees(load, block)) ? block : undefined
  } catch {
    // The operators do not exist here: the usual case away from x86.
    return undefined
  }
}

/** The second pixel of the first channel comes after the first pixels of one block of channels. */
async function blockWidth(load: Load): Promise<number | undefined> {
  const shape = [1, 64, 1, 2]
  const ordered = await run(load, { ordered: toBlocks(input('x', shape)) }, { x: ramp(shape) })
  const block = ordered.ordered!.indexOf(1)
  return block > 1 && 64 % block === 0 ? block : undefined
}

/** Whether the convolution and both its gradients are those of the standard operators. */
async function agrees(load: Load, block: number): Promise<boolean> {
  const [c, o, n] = [block, 2 * block, 2 * block]
  const feeds = { x: ramp([1, c, 6, 7 * n]), w: ramp([o, c, 3, 3]), bias: ramp([o]), weighting: ramp([1, o, 4, 5 * n]) }
  const nodes = (part: number | undefined): { [name: string]: Node } => {
    const [x, w, bias, weighting] = Object.entries(feeds).map(([name, { shape }]) => input(name, shape))
    const y = windowConv2d(x!, w!, bias!, { windows: n, inputGradient: true, block: part })
    const [dx, dw] = gradients(reduceSum(mul(y, weighting!), [0, 1, 2, 3]), [x!, w!])
    return { y, dx: dx!, dw: dw! }
  }
  const [blocked, plain] = [await run(load, nodes(block), feeds), await run(load, nodes(undefined), feeds)]
  return Object.entries(plain).every(([name, expected]) => {
    const largest = expected.reduce((top, value) => Math.max(top, Math.abs(value)), 0)
    return expected.every((value, i) => Math.abs(value - blocked[name]![i]!) < 1e-4 * largest)
  })
}

async function run(
  load: Load,
  outputs: { readonly [name: string]: Node },
  feeds: { readonly [name: string]: Tensor },
): Promise<{ [name: string]: Float32Array }> {
  const executable = await load(toOnnx(outputs))
  try {
    const results = await executable.run(feeds)
    return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, asFloats(value)]))
  } finally {
    await executable.dispose()
  }
}

/** Returns 0, 1, 2, ... for small sizes, then folded values, so that sums stay exact enough to compare. */
function ramp(shape: readonly number[]): Tensor {
  const size = shape.reduce((a, b) => a * b, 1)
  return floats(
    Float32Array.from({ length: size }, (_, i) => (size <= 128 ? i : ((37 * i) % 101) / 101 - 0.5)),
    shape,
  )
}
