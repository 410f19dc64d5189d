/** One channel count for a whole run. */
import type { Image } from '@cuts/core'

type Channels = Pick<Image, 'channels'>

/** Returns whether `toChannels` can convert an image to that count: grey to anything, colour to grey. */
export function isConvertible({ channels }: Channels, count: number): boolean {
  return channels === count || channels === 1 || (channels === 3 && count === 1)
}

/**
 * Returns the count that most images can be converted to; if two suit equally many, the larger. `images` must not be
 * empty.
 */
export function commonChannels(images: readonly Channels[]): number {
  const suited = (count: number): number => images.filter(image => isConvertible(image, count)).length
  const counts = [...new Set(images.map(({ channels }) => channels))]
  return counts.sort((a, b) => suited(b) - suited(a) || b - a)[0]!
}

export function describeChannels(count: number): string {
  return count === 1 ? 'one channel (grey)' : count === 3 ? 'three channels (colour)' : `${count} channels`
}
