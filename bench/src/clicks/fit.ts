/** Weights from simulated clicking: a softmax over the options of a click, fitted to what each would have gained. */
import { featureCount, featureNames, type PickRules, type Weights } from '@cuts/core/selection'
import type { Lesson } from './simulate.ts'

const tables = ['first', 'add', 'remove'] as const

/** How much large weights cost: the fits of different sets of images must not differ by chance. */
const ridge = { first: 0.003, add: 0.01, remove: 0.01 }
/** What a correction is expected to follow before anything is fitted: the click is central in what is meant. */
const believed: Weights = { central: 6, share: 0.1, growth: 0.3, contrast: 0.3 }
/** What an option loses that makes the mask worse. */
const harm = 0.5
const iterations = 150

export function fitRules(lessons: readonly (Lesson & { readonly weight: number })[]): PickRules {
  const fitted = tables.map(
    table =>
      [
        table,
        fitTable(
          table,
          lessons.filter(lesson => lesson.table === table),
        ),
      ] as const,
  )
  return Object.fromEntries(fitted) as unknown as PickRules
}

/**
 * Maximises the mean, over lessons by weight, of what a softmax over the options' worth may expect: of a first click
 * the IoU with the truth, of a correction the IoU of the changed part with the error that was clicked, less `harm` if
 * the mask gets worse. (The IoU after a correction is no good aim: it teaches small, safe changes.) By Adam, from zero;
 * deterministic.
 */
function fitTable(table: Lesson['table'], lessons: readonly (Lesson & { readonly weight: number })[]): Weights {
  const { mean, deviation } = standardise(lessons)
  const total = lessons.reduce((sum, { weight }) => sum + weight, 0)
  const data = lessons.map(({ rows, after, before, answers, weight }) => {
    const reward = table === 'first' ? after : answers.map((value, i) => value - (after[i]! < before - 0.01 ? harm : 0))
    const scaled = rows.map((value, at) => (value - mean[at % featureCount]!) / deviation[at % featureCount]!)
    return { scaled, reward, weight: weight / total }
  })
  const centre = Float64Array.from(featureNames, (name, k) =>
    table === 'first' ? 0 : (believed[name] ?? 0) * deviation[k]!,
  )
  const w = centre.slice()
  const momentum = new Float64Array(featureCount)
  const square = new Float64Array(featureCount)
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const gradient = w.map((value, k) => -2 * ridge[table] * (value - centre[k]!))
    for (const { scaled, reward, weight } of data) {
      const count = reward.length
      const chance = new Float64Array(count)
      let peak = Number.NEGATIVE_INFINITY
      for (let i = 0; i < count; i++) {
        for (let k = 0; k < featureCount; k++) chance[i]! += w[k]! * scaled[i * featureCount + k]!
        peak = Math.max(peak, chance[i]!)
      }
      let norm = 0
      for (let i = 0; i < count; i++) {
        chance[i] = Math.exp(chance[i]! - peak)
        norm += chance[i]!
      }
      let expected = 0
      for (let i = 0; i < count; i++) {
        chance[i]! /= norm
        expected += chance[i]! * reward[i]!
      }
      for (let i = 0; i < count; i++) {
        const pull = weight * chance[i]! * (reward[i]! - expected)
        for (let k = 0; k < featureCount; k++) gradient[k]! += pull * scaled[i * featureCount + k]!
      }
    }
    const rate = 0.2 * (1 - iteration / (iterations + 1))
    for (let k = 0; k < featureCount; k++) {
      momentum[k] = 0.9 * momentum[k]! + 0.1 * gradient[k]!
      square[k] = 0.99 * square[k]! + 0.01 * gradient[k]! ** 2
      w[k]! +=
        (rate * (momentum[k]! / (1 - 0.9 ** iteration))) / (Math.sqrt(square[k]! / (1 - 0.99 ** iteration)) + 1e-8)
    }
  }
  return Object.fromEntries(featureNames.map((name, k) => [name, Number((w[k]! / deviation[k]!).toFixed(2))]))
}

function standardise(lessons: readonly Lesson[]): { readonly mean: Float64Array; readonly deviation: Float64Array } {
  const mean = new Float64Array(featureCount)
  const deviation = new Float64Array(featureCount)
  let count = 0
  for (const { rows } of lessons) {
    count += rows.length / featureCount
    for (let at = 0; at < rows.length; at++) mean[at % featureCount]! += rows[at]!
  }
  for (let k = 0; k < featureCount; k++) mean[k]! /= Math.max(1, count)
  for (const { rows } of lessons)
    for (let at = 0; at < rows.length; at++)
      deviation[at % featureCount]! += (rows[at]! - mean[at % featureCount]!) ** 2
  return { mean, deviation: deviation.map(value => Math.sqrt(value / Math.max(1, count)) + 1e-3) }
}
