/** The description of the pixels in a DICOM file (PS3.3, section C.7.6.3). */
import type { CutsError, SampleType } from '@cuts/core'
import { damaged, unsupported } from '../../header.ts'
import { wholeType } from '../../volume/layout.ts'
import { type DataSet, decimalsOf, type Element, integerOf, integersOf, itemsOf, textOf } from '../elements.ts'
import type { DicomFile } from '../open.ts'
import { tags } from '../tags.ts'
import { readPalette } from './colour.ts'
import { type ModalityTable, readModalityTable } from './modality-table.ts'
import { withoutPixels } from './refuse.ts'

export interface DicomImage {
  readonly set: DataSet
  readonly syntax: string
  readonly element: Element
  readonly rows: number
  readonly columns: number
  readonly frames: number
  /** Samples a pixel as stored: 1, or 3 for colour. */
  readonly samples: number
  readonly photometric: string
  /** In plain bytes, two pixels of a row share their colours: Y Y Cb Cr. */
  readonly isHalved: boolean
  /** Samples of colour lie in planes of their own. */
  readonly isPlanar: boolean
  readonly stored: 'integer' | 'float32' | 'float64'
  readonly bitsAllocated: number
  readonly bitsStored: number
  readonly highBit: number
  readonly signed: boolean
  /** Value = slope * stored + intercept, by frame if they differ. */
  readonly scaling: (frame: number) => { readonly slope: number; readonly intercept: number }
  /** Replaces slope and intercept. */
  readonly table: ModalityTable | undefined
  /** The stored value of pixels outside what was scanned. */
  readonly padding: number | undefined
  /** Channels and type after conversion of colours and rescaling of values. */
  readonly channels: number
  readonly sampleType: SampleType
}

const maxFrames = 100_000

const greys = ['MONOCHROME1', 'MONOCHROME2']
const colours = ['RGB', 'YBR_FULL', 'YBR_FULL_422', 'YBR_ICT', 'YBR_RCT', 'YBR_PARTIAL_420']

/**
 * Throws `Unsupported` for a file without an image, stating what it is, and for unsupported photometries; `Unreadable`
 * if attributes are missing or contradict each other.
 */
export function describeImage({ set, syntax, headerClass }: DicomFile, name: string): DicomImage {
  const found = pixelElement(set)
  if (found === undefined) throw withoutPixels(set, headerClass, name)
  const { element, stored } = found
  const [rows, columns] = [integerOf(set, 'rows'), integerOf(set, 'columns')]
  if (rows === undefined || columns === undefined)
    throw damaged(name, 'it has pixel data but does not say how many rows and columns')
  const frames = Number.parseInt(textOf(set, 'frames') ?? '1', 10)
  if (rows < 1 || columns < 1 || !(frames >= 1))
    throw damaged(name, `its header says that it has ${columns} x ${rows} pixels and ${frames} frames`)
  // A frame takes at least one bit. A header that states more frames is wrong, and each frame takes memory.
  if (frames > Math.min(maxFrames, 8 * element.length))
    throw unsupported(name, `is a DICOM image of ${frames} frames in ${element.length} bytes`, 'Export fewer frames.')
  const samples = integerOf(set, 'samples') ?? 1
  const photometric = textOf(set, 'photometric') ?? 'MONOCHROME2'
  const isPalette = photometric === 'PALETTE COLOR'
  const isColour = colours.includes(photometric)
  if (!isPalette && !isColour && !greys.includes(photometric))
    throw unsupported(name, `is a DICOM image of photometry "${photometric}"`, 'Export it as grey or RGB.')
  if (samples !== (isColour ? 3 : 1))
    throw damaged(name, `its header says that it has ${samples} samples of ${photometric} a pixel`)

  const isWhole = stored === 'integer'
  const bitsAllocated = isWhole ? (integerOf(set, 'bitsAllocated') ?? 16) : stored === 'float32' ? 32 : 64
  const bitsStored = isWhole ? (integerOf(set, 'bitsStored') ?? bitsAllocated) : bitsAllocated
  const highBit = isWhole ? (integerOf(set, 'highBit') ?? bitsStored - 1) : bitsAllocated - 1
  const isPossible = [1, 8, 16, 32, 64].includes(bitsAllocated) && bitsStored >= 1 && bitsStored <= bitsAllocated
  if (!isPossible || highBit >= bitsAllocated || highBit + 1 < bitsStored)
    throw damaged(name, `its header says that ${bitsStored} of ${bitsAllocated} bits are used, the highest ${highBit}`)
  if (isWhole && bitsAllocated > 32)
    throw unsupported(name, `is a DICOM image of ${bitsAllocated}-bit integers`, 'Export it with at most 32 bits.')
  const signed = isWhole && integerOf(set, 'pixelRepresentation') === 1
  const scaling = readScaling(set, greys.includes(photometric))
  const { slope, intercept } = scaling(0)
  const [least, most] = signed ? [-(2 ** (bitsStored - 1)), 2 ** (bitsStored - 1) - 1] : [0, 2 ** bitsStored - 1]
  const wholes = (): SampleType => (isColour ? wholeType(0, most, 1, 0) : wholeType(least, most, slope, intercept))
  const table = greys.includes(photometric) && isWhole ? readModalityTable(set, signed, name) : undefined
  const tabled = table && wholeType(0, 2 ** table.bits - 1, 1, 0)
  const sampleType = tabled ?? (isPalette ? readPalette(set, name).sampleType : isWhole ? wholes() : stored)
  return {
    set,
    syntax,
    element,
    rows,
    columns,
    frames,
    samples,
    photometric,
    isHalved: isHalved(photometric, bitsAllocated, rows * columns * frames, element),
    isPlanar: integerOf(set, 'planar') === 1,
    stored,
    bitsAllocated,
    bitsStored,
    highBit,
    signed,
    scaling,
    table,
    padding: readPadding(set, bitsAllocated, signed),
    channels: isPalette || isColour ? 3 : 1,
    sampleType,
  }
}

function pixelElement(set: DataSet): { element: Element; stored: DicomImage['stored'] } | undefined {
  const kinds = [
    ['pixels', 'integer'],
    ['floatPixels', 'float32'],
    ['doublePixels', 'float64'],
  ] as const
  for (const [attribute, stored] of kinds) {
    const element = set.elements.get(tags[attribute])
    if (element !== undefined && element.stated > 0) return { element, stored }
  }
  return undefined
}

/** Some files state YBR_FULL_422 but hold all colours: the length of their pixel data shows it. */
function isHalved(photometric: string, bits: number, pixels: number, { isOpen, length }: Element): boolean {
  return photometric === 'YBR_FULL_422' && bits === 8 && (isOpen || length < 3 * pixels)
}

/** Returns the padding value, signed if the pixels are, whatever the type of the attribute. */
function readPadding(set: DataSet, bits: number, signed: boolean): number | undefined {
  const [value] = integersOf(set, 'padding')
  if (value === undefined) return undefined
  const low = ((value % 2 ** bits) + 2 ** bits) % 2 ** bits
  return signed && low >= 2 ** (bits - 1) ? low - 2 ** bits : low
}

/** Rescaling of the file, of its frames, or of a dose. Colours are not rescaled. */
function readScaling(set: DataSet, isGrey: boolean): DicomImage['scaling'] {
  const none = { slope: 1, intercept: 0 }
  if (!isGrey) return () => none
  const of = (source: DataSet | undefined): typeof none | undefined => {
    const slope = source && decimalsOf(source, 'slope')[0]
    const intercept = source && decimalsOf(source, 'intercept')[0]
    if (slope === undefined && intercept === undefined) return undefined
    return { slope: slope === undefined || slope === 0 ? 1 : slope, intercept: intercept ?? 0 }
  }
  const own = of(set)
  const shared = of(itemsOf(itemsOf(set, 'sharedGroups')[0] ?? set, 'valueTransformation')[0])
  const byFrame = itemsOf(set, 'perFrameGroups').map(group => of(itemsOf(group, 'valueTransformation')[0]))
  const dose = decimalsOf(set, 'doseScaling')[0]
  const whole = own ?? shared ?? (dose === undefined ? none : { slope: dose, intercept: 0 })
  return frame => byFrame[frame] ?? whole
}

/** The error for pixel data that are shorter than the header says. */
export function tooShort(name: string, there: number, needed: number): CutsError {
  return damaged(name, `it holds ${there} bytes of pixel data, but its header asks for ${needed}`)
}
