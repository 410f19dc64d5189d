/** A NumPy array, alone or in an archive, as a volume file. */
import { CutsError } from '@cuts/core'
import { damaged, few, unsupported } from '../header.ts'
import { gridFrom, planeFrom, type Vector } from '../volume/affine.ts'
import { rescaledType, storedBytes, type VolumeFile, type VolumeHeader } from '../volume/layout.ts'
import { readSamples } from '../volume/voxels.ts'
import { type NpyHeader, npyStrides, readNpyHeader } from './npy.ts'
import { arraysInNpz, npzEntry } from './npz.ts'

/** Common names of arrays of images in archives, most specific first. */
const usualNames = ['image', 'images', 'data', 'img', 'vol_data', 'vol', 'volume', 'x', 'arr_0', 'labels']

const maxHeaderBytes = 65536

/**
 * Arrays with the position of the image, as this library writes them: columns, rows, slices; axes as columns of a
 * matrix.
 */
const gridNames = ['spacing_mm', 'origin_mm', 'direction']

/**
 * Axes are read as [slice][row][column], or [row][column]. A last axis of 3 or 4 behind at least two others is colour
 * (and transparency); one of 1 is left out. In four axes that end in colour, the first counts slices, otherwise
 * volumes.
 *
 * Throws `Unreadable` for a damaged array and `Unsupported` for any number of axes except one to four.
 */
export function openNpy(bytes: Uint8Array, name: string): VolumeFile {
  const header = readNpyHeader(bytes, name)
  return openArray(
    header,
    samples => bytes.subarray(header.valuesAt, header.valuesAt + samples * storedBytes[header.stored]),
    name,
  )
}

/**
 * Opens an array as {@link openNpy} does: `array` or, without it, the one with a usual name for images, or the only
 * one.
 */
export function openNpz(bytes: Uint8Array, name: string, array?: string): VolumeFile {
  const all = arraysInNpz(bytes, name)
  const names = all.filter(entry => !gridNames.includes(entry))
  const chosen = array ?? (names.length === 1 ? names[0] : usualNames.find(usual => names.includes(usual)))
  if (chosen === undefined || !names.includes(chosen))
    throw new CutsError(
      'Unreadable',
      array === undefined
        ? `${name} holds ${names.length} arrays, and none has a usual name for images: ${few(names)}.`
        : `${name} holds no array "${array}", only ${few(names)}.`,
      { remedy: 'State which array is the image, or save it in a file of its own.' },
    )
  const stored = readNpyHeader(npzEntry(bytes, chosen, maxHeaderBytes, name), name)
  const bytesOf = (samples: number): Uint8Array =>
    npzEntry(bytes, chosen, stored.valuesAt + samples * storedBytes[stored.stored], name).subarray(stored.valuesAt)
  const file = openArray(stored, bytesOf, name)
  const others = names.filter(other => other !== chosen)
  const notice = `${name} holds the arrays ${few(names)}; the image is "${chosen}"`
  const header = { ...file.header, ...(all.length - names.length === gridNames.length ? readGrid(bytes, name) : {}) }
  return {
    ...file,
    header,
    notices: others.length > 0 && array === undefined ? [...file.notices, notice] : file.notices,
  }
}

/** Doubles of two or three axes. */
function readGrid(bytes: Uint8Array, name: string): Pick<VolumeHeader, 'geometry' | 'inPlane'> {
  const [spacing, origin, direction] = gridNames.map(array => {
    const entry = npzEntry(bytes, array, maxHeaderBytes, name)
    const { valuesAt, shape, stored, littleEndian } = readNpyHeader(entry, name)
    const count = shape.reduce((product, length) => product * length, 1)
    if (count > 9 || valuesAt + count * storedBytes[stored] > entry.length)
      throw damaged(name, `its array "${array}" has the shape (${shape.join(', ')})`)
    return Array.from(readSamples(entry.subarray(valuesAt), stored, count, littleEndian))
  }) as [number[], number[], number[]]
  if (spacing.length === 2 && origin.length === 2 && direction.length === 4) {
    const inPlane = planeFrom(spacing)
    return {
      inPlane: inPlane && {
        ...inPlane,
        originMm: origin as [number, number],
        direction: direction as [number, number, number, number],
      },
    }
  }
  if (spacing.length !== 3 || origin.length !== 3 || direction.length !== 9) return {}
  const axis = (j: number): Vector => [0, 1, 2].map(row => spacing[j]! * direction[3 * row + j]!) as unknown as Vector
  return { geometry: gridFrom([axis(0), axis(1), axis(2)], origin as unknown as Vector) }
}

function openArray(header: NpyHeader, voxelBytes: VolumeFile['voxelBytes'], name: string): VolumeFile {
  const { stored, littleEndian } = header
  const strides = npyStrides(header)
  const axes = header.shape.map((length, axis) => ({ length, stride: strides[axis]! }))
  const last = axes.at(-1)
  const isColour = axes.length >= 3 && last !== undefined && (last.length === 3 || last.length === 4)
  const colour = isColour || (axes.length >= 3 && last?.length === 1) ? axes.pop() : undefined
  if (axes.length < 1 || axes.length > 4)
    throw unsupported(name, `is a NumPy array of shape (${header.shape.join(', ')})`, 'Save one image or volume of it.')
  if (axes.some(({ length }) => length < 1)) throw damaged(name, `its array has the shape (${header.shape.join(', ')})`)
  const none = { length: 1, stride: 0 }
  const [x = none, y = none, z = none, t = none] = axes.reverse()
  return {
    header: {
      width: x.length,
      height: y.length,
      depth: z.length,
      channels: Math.min(3, colour?.length ?? 1),
      timepoints: t.length,
      sampleType: rescaledType(stored, 1, 0),
    },
    layout: {
      stored,
      littleEndian,
      strides: [x.stride, y.stride, z.stride, colour?.stride ?? 0, t.stride],
      slope: 1,
      intercept: 0,
    },
    voxelBytes,
    notices: colour?.length === 4 ? [`${name} has transparency, which is left out`] : [],
  }
}
