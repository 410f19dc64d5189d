/**
 * Connected components of a label volume that comes slice by slice. Numbers given to voxels are provisional: parts that
 * turn out to be one component later have several numbers until the last slice. Memory grows with two slices and the
 * numbers given, not with the voxels.
 */

export interface SliceComponents {
  /**
   * Takes the labels of the next slice, [row][column], -1 where there is nothing. Returns the provisional numbers,
   * -1 where there is nothing; the array is used again for the slice after the next.
   */
  add(labels: Int32Array): Int32Array
  /** The numbers of the slice before the last. */
  previous(): Int32Array | undefined
  /** Provisional numbers given so far. */
  readonly given: number
  /** Returns, for every provisional number, the number of its component, in the order in which components begin. */
  finish(): { readonly component: Int32Array; readonly count: number }
}

/** Voxels of one label that share a face belong to one component. */
export function createSliceComponents(width: number, height: number): SliceComponents {
  const area = width * height
  let target = new Int32Array(1024)
  let given = 0
  const numbers: [Int32Array, Int32Array] = [new Int32Array(area), new Int32Array(area)]
  let before = new Int32Array(area).fill(-1)
  let slices = 0
  const find = (start: number): number => {
    let root = start
    while (target[root] !== root) root = target[root]!
    for (let at = start; target[at] !== root; ) {
      const next = target[at]!
      target[at] = root
      at = next
    }
    return root
  }
  /** The earlier number of the two stands for both. */
  const join = (a: number, b: number): number => {
    const [p, q] = [find(a), find(b)]
    if (p === q) return p
    const [first, second] = p < q ? [p, q] : [q, p]
    target[second] = first
    return first
  }
  const fresh = (): number => {
    if (given === target.length) {
      const larger = new Int32Array(2 * given)
      larger.set(target)
      target = larger
    }
    target[given] = given
    return given++
  }
  return {
    add: labels => {
      const own = numbers[slices % 2]!
      const above = slices === 0 ? undefined : numbers[(slices + 1) % 2]!
      for (let y = 0, i = 0; y < height; y++)
        for (let x = 0; x < width; x++, i++) {
          const label = labels[i]!
          if (label < 0) {
            own[i] = -1
            continue
          }
          let number = -1
          if (x > 0 && labels[i - 1] === label) number = own[i - 1]!
          if (y > 0 && labels[i - width] === label) {
            const up = own[i - width]!
            if (number < 0) number = up
            else if (number !== up) number = join(number, up)
          }
          if (above !== undefined && before[i] === label) {
            const back = above[i]!
            if (number < 0) number = back
            else if (number !== back) number = join(number, back)
          }
          own[i] = number < 0 ? fresh() : number
        }
      before.set(labels)
      slices++
      return own
    },
    previous: () => (slices < 2 ? undefined : numbers[slices % 2]),
    get given() {
      return given
    },
    finish: () => {
      const component = new Int32Array(given)
      let count = 0
      for (let number = 0; number < given; number++) {
        const root = find(number)
        component[number] = root === number ? count++ : component[root]!
      }
      before = new Int32Array(0)
      return { component, count }
    },
  }
}
