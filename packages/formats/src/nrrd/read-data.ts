/** The samples of an NRRD file: behind its header or in other files, in any of its encodings. */
import { CutsError } from '@cuts/core'
import { expandBzip2 } from '../bzip2/expand.ts'
import { unpack } from '../gzip/unpack.ts'
import { damaged, unsupported } from '../header.ts'
import { type StoredType, storedBytes } from '../volume/layout.ts'
import { parseNumbers } from '../volume/text.ts'
import { type NrrdText, nrrdDataFiles } from './fields.ts'

/** Returns the bytes of the first `samples` samples, for any place and encoding. */
export function readData(
  bytes: Uint8Array,
  text: NrrdText,
  companions: ReadonlyMap<string, Uint8Array>,
  samples: number,
  stored: StoredType,
  name: string,
): Uint8Array {
  const { fields, end } = text
  const parts = (nrrdDataFiles(text) ?? [undefined]).map(file => {
    const part = file === undefined ? bytes.subarray(end) : companions.get(file)
    if (part === undefined)
      throw new CutsError('Unreadable', `${name} keeps its pixels in ${file}, which is missing.`, {
        remedy: 'Put all files into one folder, under their original names.',
      })
    return part
  })
  const length = samples * storedBytes[stored]
  const encoding = fields.get('encoding')?.toLowerCase() ?? 'raw'
  const lines = Number(fields.get('lineskip') ?? 0)
  const skip = Number(fields.get('byteskip') ?? 0)
  const decoded: Uint8Array[] = []
  let have = 0
  for (const part of parts) {
    if (have >= length) break
    const chunk = decode(skipLines(part, lines), encoding, skip, length - have, stored, name)
    decoded.push(chunk)
    have += chunk.length
  }
  if (decoded.length === 1) return decoded[0]!
  const whole = new Uint8Array(have)
  let at = 0
  for (const chunk of decoded) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

function skipLines(bytes: Uint8Array, lines: number): Uint8Array {
  let at = 0
  for (let line = 0; line < lines && at < bytes.length; line++) {
    const next = bytes.indexOf(10, at)
    at = next < 0 ? bytes.length : next + 1
  }
  return bytes.subarray(at)
}

/**
 * Returns `length` bytes of samples. A byte skip counts in the unpacked data; -1 means that the samples end with the
 * file.
 */
function decode(
  coded: Uint8Array,
  encoding: string,
  skip: number,
  length: number,
  stored: StoredType,
  name: string,
): Uint8Array {
  if (!Number.isInteger(skip) || skip < -1) throw damaged(name, `its header asks to skip ${skip} bytes`)
  const fromEnd = skip === -1
  const most = fromEnd ? length + maxPreamble : length + skip
  const raw = (): Uint8Array => {
    switch (encoding) {
      case 'raw':
        return coded
      case 'gzip':
      case 'gz':
        return unpack(coded, 'gzip', most, name, !fromEnd)
      case 'bzip2':
      case 'bz2':
        return expandBzip2(coded, most, name)
      case 'hex':
        return parseHex(coded, most)
      case 'ascii':
      case 'text':
      case 'txt':
        return parseNumbers(coded, stored, most)
      default:
        throw unsupported(name, `is an NRRD file of encoding "${encoding}"`, 'Save it with encoding raw or gzip.')
    }
  }
  const all = raw()
  return fromEnd ? all.subarray(Math.max(0, all.length - length)) : all.subarray(skip, skip + length)
}

/** Largest size of the data before samples that end with the file, such as the header of another format. */
const maxPreamble = 2 ** 20

function parseHex(coded: Uint8Array, most: number): Uint8Array {
  const bytes: number[] = []
  let high = -1
  for (const code of coded) {
    if (bytes.length >= most) break
    const digit = Number.parseInt(String.fromCharCode(code), 16)
    if (Number.isNaN(digit)) continue
    if (high < 0) high = digit
    else {
      bytes.push(16 * high + digit)
      high = -1
    }
  }
  return Uint8Array.from(bytes)
}
