/** Clicks and boxes on the command line. */
import type { PickClick } from '@cuts/runtime/node'
import { InvalidArgumentError, Option } from 'commander'

/**
 * A flag whose value is one or several places. All such flags of a command fill one list, because clicks are answered in
 * the order in which they were made.
 */
export function clickOption(flags: string, doc: string, sign: 1 | -1, unit?: 'mm'): Option {
  const option = new Option(flags, doc).argParser((text, earlier: readonly PickClick[] | undefined) => [
    ...(earlier ?? []),
    ...text
      .trim()
      .split(/[\s;]+/)
      .map(place => ({ at: unit === 'mm' ? parseMm(place) : parsePlace(place), sign, ...(unit && { unit }) })),
  ])
  option.attributeName = () => 'clicks'
  return option
}

/** Reads a pixel as `x,y`, column and row from the top left, or a voxel as `i,j,k`, both from 0. */
function parsePlace(text: string): readonly number[] {
  if (/^\d+,\d+(,\d+)?$/.test(text)) return text.split(',').map(Number)
  throw new InvalidArgumentError(
    'Expected a pixel as x,y (column,row from the top left), for instance 64,80, or a voxel as i,j,k.',
  )
}

function parseMm(text: string): readonly number[] {
  const place = text.split(',').map(Number)
  if (place.length === 3 && !text.includes(',,') && place.every(Number.isFinite)) return place
  throw new InvalidArgumentError('Expected x,y,z in millimetres, for instance -12.5,30,8.')
}

/** Reads a box as `x0,y0,x1,y1`: its first and its last pixel. */
export function parseBox(text: string) {
  const [left, top, right, bottom] = text.split(',').map(Number)
  if (!/^\s*\d+(\s*,\s*\d+){3}\s*$/.test(text))
    throw new InvalidArgumentError('Expected the first and the last pixel of a box as x0,y0,x1,y1.')
  return { left: left!, top: top!, right: right!, bottom: bottom! }
}
