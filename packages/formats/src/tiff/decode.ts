/**
 * Decodes a page of a TIFF stored plainly or with LZW, deflate or PackBits. ITK's reader is exact only for 8-bit and
 * 16-bit grey and RGB strips. It silently drops to 8 bits for tiles and planes, reads half floats and further channels
 * as garbage, 32-bit integers as zero, and takes white-is-zero for black-is-zero.
 */
import { halfToNumber } from '../half.ts'
import { damaged, unsupported } from '../header.ts'
import type { Raster, Samples } from '../raster.ts'
import { decompress } from './decompress.ts'
import { maxRatio, photometry, type Tiff, type TiffLayout } from './inspect.ts'

/** Samples of the page in the file's own units. Palettes become RGB; fewer than 8 bits are spread over 0..255. */
export function decodeTiff(bytes: Uint8Array, { header, layout, file }: Tiff, name: string): Raster {
  const { width, height, bits, samples, planar, tileWidth, tileHeight, offsets, byteCounts, compression } = layout
  if (layout.predictor > 3 || (layout.predictor === 2 && layout.kind === 'float'))
    throw unsupported(name, `is a TIFF with predictor ${layout.predictor}`, 'Save it without compression.')
  const data = createSamples(layout, width * height * samples)
  const across = Math.ceil(width / tileWidth)
  const down = Math.ceil(height / tileHeight)
  const perPixel = planar ? 1 : samples
  const rowLength = tileWidth * perPixel
  const rowBytes = Math.ceil((rowLength * bits) / 8)

  // Part by part, and row by row within a part: bytes -> samples -> differences undone -> columns inside the image.
  const parts = across * down * (planar ? samples : 1)
  let row: Samples | undefined
  for (let part = 0; part < parts; part++) {
    const plane = Math.floor(part / (across * down))
    const top = (Math.floor(part / across) % down) * tileHeight
    const left = (part % across) * tileWidth
    const rows = Math.min(tileHeight, height - top)
    const coded = bytes.subarray(offsets[part]!, offsets[part]! + byteCounts[part]!)
    const storedRows = layout.isTiled ? tileHeight : rows
    const length = rowBytes * storedRows
    const isPossible = length <= coded.length * maxRatio[compression]!
    const expanded = isPossible
      ? decompress(layout.lowBitFirst && bits < 8 ? reverseBits(coded) : coded, compression, length)
      : undefined
    if (expanded === undefined) throw damaged(name, `part ${part + 1} of ${parts} of the image data cannot be decoded`)
    const columns = Math.min(tileWidth, width - left)
    row ??= createSamples(layout, rowLength)
    for (let y = 0; y < rows; y++) {
      const line = expanded.subarray(y * rowBytes, (y + 1) * rowBytes)
      const isLittle = layout.predictor === 3 ? false : file.littleEndian
      unpack(layout.predictor === 3 ? undoFloatPredictor(line, perPixel, bits / 8) : line, layout, isLittle, row)
      if (layout.predictor === 2) for (let i = perPixel; i < rowLength; i++) row[i] = row[i]! + row[i - perPixel]!
      const to = ((top + y) * width + left) * samples
      if (planar) for (let x = 0; x < columns; x++) data[to + x * samples + plane] = row[x]!
      else data.set(row.subarray(0, columns * samples), to)
    }
  }
  return finish({ width, height, samples, data, sampleType: header.sampleType }, layout)
}

/** Applies the colours of a palette, and converts greys so that larger is brighter. */
function finish(raster: Raster, { photometric, kind, bits, palette, alpha }: TiffLayout): Raster {
  const { data, samples } = raster
  const top = bits >= 32 ? 2 ** 32 - 1 : 2 ** bits - 1
  if (photometric === photometry.palette && palette !== undefined) {
    const pixels = raster.width * raster.height
    const entries = palette.length / 3
    // Palettes hold 16 bits a colour; some writers leave the upper byte empty.
    const shift = palette.some(value => value > 255) ? 8 : 0
    const colours = new Uint8Array(3 * pixels)
    for (let i = 0; i < pixels; i++)
      for (let c = 0; c < 3; c++) colours[3 * i + c] = palette[c * entries + data[i * samples]!]! >>> shift
    return { ...raster, samples: 3, data: colours }
  }
  if (kind !== 'uint' || photometric === photometry.rgb) return raster
  const scale = bits < 8 ? 255 / top : 1
  const isInverted = photometric === photometry.whiteIsZero
  if (scale === 1 && !isInverted) return raster
  for (let i = 0; i < data.length; i++) {
    const value = isInverted && !alpha.includes(i % samples) ? top - data[i]! : data[i]!
    data[i] = Math.round(value * scale)
  }
  return raster
}

function createSamples({ kind, bits }: TiffLayout, length: number): Samples {
  if (kind === 'float') return bits === 64 ? new Float64Array(length) : new Float32Array(length)
  if (bits <= 8) return kind === 'int' ? new Int8Array(length) : new Uint8Array(length)
  if (bits <= 16) return kind === 'int' ? new Int16Array(length) : new Uint16Array(length)
  return kind === 'int' ? new Int32Array(length) : new Uint32Array(length)
}

/** Bytes of one row into samples. */
function unpack(line: Uint8Array, { kind, bits }: TiffLayout, littleEndian: boolean, row: Samples): void {
  const view = new DataView(line.buffer, line.byteOffset, line.length)
  const length = row.length
  if (bits === 8) {
    for (let i = 0; i < length; i++) row[i] = line[i]!
  } else if (bits === 16 && kind === 'float') {
    for (let i = 0; i < length; i++) row[i] = halfToNumber(view.getUint16(2 * i, littleEndian))
  } else if (bits === 16) {
    for (let i = 0; i < length; i++) row[i] = view.getUint16(2 * i, littleEndian)
  } else if (bits === 32 && kind === 'float') {
    for (let i = 0; i < length; i++) row[i] = view.getFloat32(4 * i, littleEndian)
  } else if (bits === 32) {
    for (let i = 0; i < length; i++) row[i] = view.getUint32(4 * i, littleEndian)
  } else if (bits === 64) {
    for (let i = 0; i < length; i++) row[i] = view.getFloat64(8 * i, littleEndian)
  } else {
    // Packed samples, high bit first.
    let buffer = 0
    let held = 0
    for (let i = 0, at = 0; i < length; i++) {
      while (held < bits) {
        buffer = ((buffer << 8) | line[at++]!) & 0xffffff
        held += 8
      }
      held -= bits
      row[i] = (buffer >>> held) & ((1 << bits) - 1)
    }
  }
}

/** Bytes were split by significance and then differenced (TIFF technical note 3). Returns big-endian floats. */
function undoFloatPredictor(line: Uint8Array, perPixel: number, sampleBytes: number): Uint8Array {
  for (let i = perPixel; i < line.length; i++) line[i] = line[i]! + line[i - perPixel]!
  const count = line.length / sampleBytes
  const joined = new Uint8Array(line.length)
  for (let i = 0; i < count; i++)
    for (let b = 0; b < sampleBytes; b++) joined[i * sampleBytes + b] = line[b * count + i]!
  return joined
}

function reverseBits(bytes: Uint8Array): Uint8Array {
  return bytes.map(byte => {
    let reversed = 0
    for (let k = 0; k < 8; k++) reversed |= ((byte >>> k) & 1) << (7 - k)
    return reversed
  })
}
