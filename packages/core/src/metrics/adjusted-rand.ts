/**
 * Agreement of two labellings of the same items (Hubert and Arabie 1985): 1 for the same partition, about 0 by chance.
 */
import { expectLength } from '../errors.ts'

export function adjustedRand(a: Int32Array, b: Int32Array): number {
  expectLength('the second labelling', b.length, a.length)
  const rows = new Map<number, number>()
  const columns = new Map<number, number>()
  const cells = new Map<string, number>()
  for (let i = 0; i < a.length; i++) {
    count(rows, a[i]!)
    count(columns, b[i]!)
    count(cells, `${a[i]} ${b[i]}`)
  }
  const together = pairs(cells)
  const inRows = pairs(rows)
  const inColumns = pairs(columns)
  const expected = (inRows * inColumns) / Math.max(1, (a.length * (a.length - 1)) / 2)
  const largest = (inRows + inColumns) / 2
  return largest === expected ? 1 : (together - expected) / (largest - expected)
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function pairs<K>(counts: Map<K, number>): number {
  let sum = 0
  for (const n of counts.values()) sum += (n * (n - 1)) / 2
  return sum
}
