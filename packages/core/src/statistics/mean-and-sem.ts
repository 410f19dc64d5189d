/** Mean and standard error (population standard deviation over the root of the count, as in the paper). */
export function meanAndSem(values: readonly number[]): { mean: number; sem: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, sem: Math.sqrt(variance / values.length) }
}
