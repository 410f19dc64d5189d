/** Files changed at random, in header and body: each must be read or refused in a sentence. */
import { createRandom, isCutsError, type Random } from '@cuts/core'
import { inspectImage, type NamedFile, readImage } from '@cuts/formats'

export interface FuzzResult {
  readonly read: number
  readonly refused: number
  /** What was thrown that is no `CutsError`, with the number of the mutation. */
  readonly crashes: readonly string[]
  /** For a person to look at: a test that judged it would judge the machine. */
  readonly slowestMs: number
}

const headerBytes = 1024

/** Numbers that headers trip over, as bytes of little- and big-endian words. */
const extremes = [
  [0, 0, 0, 0],
  [255, 255, 255, 255],
  [255, 255, 255, 127],
  [127, 255, 255, 255],
  [0, 0, 0, 128],
  [1, 0, 0, 0],
  [0, 0, 0, 1],
]

const mutations: readonly ((bytes: Uint8Array, random: Random) => Uint8Array)[] = [
  // Bytes of the header.
  (bytes, random) => {
    for (let k = random.integer(8); k >= 0; k--)
      bytes[random.integer(Math.min(bytes.length, headerBytes))] = random.integer(256)
    return bytes
  },
  // A number of the header becomes an extreme one.
  (bytes, random) => {
    bytes.set(
      extremes[random.integer(extremes.length)]!.slice(0, Math.max(0, bytes.length)),
      random.integer(Math.max(1, Math.min(bytes.length, headerBytes) - 4)),
    )
    return bytes
  },
  // Digits of a text header.
  (bytes, random) => {
    const digits = [...bytes.subarray(0, headerBytes).keys()].filter(at => bytes[at]! >= 48 && bytes[at]! <= 57)
    for (let k = random.integer(3); k >= 0 && digits.length > 0; k--)
      bytes[digits[random.integer(digits.length)]!] = [45, 46, 48, 57, 32, 101][random.integer(6)]!
    return bytes
  },
  // Bytes of the body.
  (bytes, random) => {
    for (let k = random.integer(20); k >= 0; k--) bytes[random.integer(bytes.length)] = random.integer(256)
    return bytes
  },
  // The end is missing.
  (bytes, random) => bytes.subarray(0, random.integer(bytes.length)),
  // A part is missing from the middle.
  (bytes, random) => {
    const at = random.integer(bytes.length)
    const length = 1 + random.integer(64)
    return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + length)])
  },
]

/** Reads `count` mutations of the first of `files`; `from` continues where another call ended. */
export async function fuzz(files: readonly NamedFile[], count: number, from = 0): Promise<FuzzResult> {
  const [main, ...companions] = files as [NamedFile, ...NamedFile[]]
  const crashes: string[] = []
  let read = 0
  let refused = 0
  let slowestMs = 0
  for (let number = from; number < from + count; number++) {
    const random = createRandom(number).fork(main.name)
    const bytes = mutations[number % mutations.length]!(main.bytes.slice(), random)
    const started = performance.now()
    const options = { maxSamples: 2 ** 26 }
    try {
      inspectImage([{ ...main, bytes }, ...companions], options)
      await readImage([{ ...main, bytes }, ...companions], options)
      read++
    } catch (error) {
      if (isCutsError(error) && error.message.includes(main.name)) refused++
      else crashes.push(`${main.name}, mutation ${number}: ${error instanceof Error ? error.stack : String(error)}`)
    }
    slowestMs = Math.max(slowestMs, performance.now() - started)
  }
  return { read, refused, crashes, slowestMs }
}
