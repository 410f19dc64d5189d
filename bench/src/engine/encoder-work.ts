/**
 * Floating-point operations that the encoder needs at least: two for every product of a weight and a value. Nothing
 * else is counted. An implementation that computes more (zeros of a padded border, copies) is less efficient by that
 * much.
 */
/** The encoder: channels after each convolution of 5x5, and the length of an embedding. */
const widths = [16, 32, 64, 128]
const kernelSide = 5
const windowSide = 17
const embeddingDims = 128

/** Operations to embed one pixel of an image if its neighbours are embedded too. */
export function denseFlops(channels: number): number {
  return widths.reduce((sum, width, layer) => sum + 2 * kernelSide ** 2 * (widths[layer - 1] ?? channels) * width, 0)
}

/** Operations of each layer to embed one window of 17x17, with outputs of 13x13, 9x9, 5x5 and one position. */
function windowFlops(channels: number): number[] {
  return widths.map((width, layer) => {
    const side = windowSide - (layer + 1) * (kernelSide - 1)
    return 2 * (kernelSide * side) ** 2 * (widths[layer - 1] ?? channels) * width
  })
}

/**
 * Operations of a training step on windows, half of them anchors: forward, the gradient of the weights and that of each
 * layer's input but the first's; and as much for the reconstruction head of one layer on the anchors.
 */
export function trainingStepFlops(channels: number, windows: number): number {
  const [first, ...others] = windowFlops(channels)
  const head = 2 * embeddingDims * kernelSide ** 2 * channels
  return windows * (2 * first! + 3 * others.reduce((sum, flops) => sum + flops, 0)) + (windows / 2) * 3 * head
}
