/** A positive number as a ratio of two 32-bit integers, the nearest of its continued fraction. */
export function ratio(value: number): readonly [number, number] {
  const most = 2 ** 32 - 1
  // Convergents p / q: the last two of them give the next.
  let [p, q, pBefore, qBefore] = [1, 0, 0, 1]
  for (let rest = value; ; rest = 1 / (rest - Math.floor(rest))) {
    const term = Math.floor(rest)
    const [pNext, qNext] = [term * p + pBefore, term * q + qBefore]
    if (!(pNext <= most && qNext <= most)) return q === 0 ? [Math.min(most, Math.round(value)), 1] : [p, q]
    ;[p, q, pBefore, qBefore] = [pNext, qNext, p, q]
    if (Math.abs(p / q - value) <= 1e-12 * value) return [p, q]
  }
}
