/**
 * `exemplars.json`: picks that are remembered, as a few numbers each, with the label that a person gave them. Such a file
 * may be passed on: it holds no pixel, no name of a file or an image, and nothing of a patient.
 */
import { CutsError } from '@cuts/core'
import type { Appearance, Exemplar } from '@cuts/core/selection'
import { z } from 'zod'
import { parseResult } from './parse-result.ts'

const appearance = {
  share: z.number().describe('natural logarithm of the share of the image'),
  compact: z.number().describe('natural logarithm of 4 pi area / outline^2'),
  elongation: z.number().describe('natural logarithm of the longer over the shorter axis'),
  border: z.number().describe('share of the outline on the border of the image'),
  place: z.tuple([z.number(), z.number()]).readonly().describe('centre over width and height of the image'),
  difference: z
    .array(z.number())
    .readonly()
    .describe('mean intensities inside less those around, in standard deviations of the image'),
  // Earlier versions did not write it, nor the parts.
  level: z
    .array(z.number())
    .readonly()
    .default([])
    .describe('mean intensities inside less those of the image, in standard deviations of the image'),
}

export const exemplarFileSchema = z.strictObject({
  format: z.literal('cuts-exemplars'),
  version: z.literal(1),
  exemplars: z.array(
    z.strictObject({
      label: z.string().describe('what it is, in the words of the person who picked it'),
      ...appearance,
      parts: z
        .array(z.strictObject(appearance))
        .readonly()
        .default([])
        .describe('its connected parts; empty if it is one'),
    }),
  ),
})

export type ExemplarFile = z.infer<typeof exemplarFileSchema>
export type LabelledExemplar = ExemplarFile['exemplars'][number]

const longestLabel = 40

/** Throws `InvalidOption` unless a label is a short word or two that cannot be mistaken for a path. */
export function expectLabel(label: string): void {
  if (/^[\p{L}\p{N}][\p{L}\p{N} _-]*$/u.test(label) && label.length <= longestLabel) return
  throw new CutsError('InvalidOption', `${JSON.stringify(label)} is no label.`, {
    remedy: `Use letters, digits, spaces, - and _, at most ${longestLabel} of them.`,
  })
}

/** Returns the remembered picks. Throws `Unreadable`, with `path` in the message. */
export function parseExemplars(bytes: Uint8Array, path: string): readonly LabelledExemplar[] {
  const file = parseResult(exemplarFileSchema, bytes)
  if (file !== undefined) return file.exemplars
  throw new CutsError('Unreadable', `${path} is no file of exemplars, or of another version.`, {
    remedy: 'Give a file in which picks were remembered.',
  })
}

/** The file with one pick more. Numbers keep six digits: more would say nothing, and could tell an image by them. */
export function withExemplar(earlier: readonly LabelledExemplar[], label: string, exemplar: Exemplar): string {
  expectLabel(label)
  const { parts, ...whole } = exemplar
  const one: LabelledExemplar = { label, ...shortened(whole), parts: parts.map(shortened) }
  const file: ExemplarFile = { format: 'cuts-exemplars', version: 1, exemplars: [...earlier, one] }
  return `${JSON.stringify(file, undefined, 2)}\n`
}

function shortened(appearance: Appearance): Appearance {
  const short = (value: number): number => Number(value.toPrecision(6))
  const { share, compact, elongation, border, place, difference, level } = appearance
  return {
    share: short(share),
    compact: short(compact),
    elongation: short(elongation),
    border: short(border),
    place: [short(place[0]), short(place[1])],
    difference: difference.map(short),
    level: level.map(short),
  }
}
