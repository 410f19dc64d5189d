/** MINC, AFNI and PAR/REC, laid out here as their descriptions say. */
import { describe, expect, it } from 'vitest'
import { companionsOf, type NamedFile, readImage } from '../index.ts'

const text = (content: string): Uint8Array => new TextEncoder().encode(content)
const read = (...files: readonly NamedFile[]) => readImage(files)

describe('AFNI', () => {
  const head = (more: string, ranks = 2): string =>
    [
      `type = integer-attribute\nname = DATASET_DIMENSIONS\ncount = 5\n 2 2 1 0 0\n`,
      `type = integer-attribute\nname = DATASET_RANK\ncount = 8\n 3 ${ranks} 0 0 0\n 0 0 0\n`,
      `type  = float-attribute\nname  = IJK_TO_DICOM\ncount = 12\n 2 0 0 10 0\n -3 0 20 0 0\n 4 30\n`,
      more,
    ].join('\n')
  const shorts = 'type = integer-attribute\nname = BRICK_TYPES\ncount = 2\n 1 1\n'
  const factors = 'type = float-attribute\nname = BRICK_FLOAT_FACS\ncount = 2\n 0.5 0\n'
  const brick = new Uint8Array(Int16Array.of(1, 2, 3, 4, 50, 60, 70, -80).buffer)

  it('is a header and a brick beside it, with a factor for each volume; its world is ours', async () => {
    const bytes = text(head(shorts + factors))
    expect(companionsOf(bytes, 'a/b+orig.HEAD')).toEqual(['b+orig.BRIK', 'b+orig.BRIK.gz'])
    const files = [
      { name: 'b+orig.BRIK', bytes: brick },
      { name: 'b+orig.HEAD', bytes },
    ]
    const first = (await read(...files)).volume
    expect([first.width, first.height, [...first.pixels]]).toEqual([2, 2, [0.5, 1, 1.5, 2]])
    expect(first.geometry).toEqual({
      spacingMm: [2, 3, 4],
      originMm: [10, 20, 30],
      direction: [1, 0, 0, 0, -1, 0, 0, 0, 1],
    })
    expect([...(await readImage(files, { timepoint: 1 })).volume.pixels]).toEqual([50, 60, 70, -80])
  })

  it('without its brick, or with one that is too short, is refused', async () => {
    const header = { name: 'b.HEAD', bytes: text(head(shorts)) }
    await expect(read(header)).rejects.toThrow('.BRIK file beside it, which is missing')
    await expect(read(header, { name: 'b.BRIK', bytes: brick.subarray(0, 6) })).rejects.toThrow('asks for 8')
    const mixed = shorts.replace('1 1', '1 3')
    await expect(read({ name: 'b.HEAD', bytes: text(head(mixed)) }, { name: 'b.BRIK', bytes: brick })).rejects.toThrow(
      'brick types 1, 3',
    )
  })
})

describe('PAR/REC', () => {
  /** Slice, place in the file, and the rest of a line as of version 4.2. */
  const row = (slice: number, index: number, slope: number): string =>
    `${slice} 1 1 1 0 2 ${index} 16 62 2 1 5.0 ${slope} 0.004 1 1 0 0 0 0 0 0 6 2 0 1 0 2 3.5 3.25 30`
  const par = (...rows: readonly string[]): Uint8Array =>
    text(`# === DATA DESCRIPTION FILE ====\n#\n.    Patient name : X\n${rows.join('\n')}\n`)
  const rec = { name: 'a.REC', bytes: new Uint8Array(Uint16Array.of(1, 2, 10, 20, 100, 200, 1000, 2000).buffer) }

  it('is put in order by slice, whatever the order in the file, and rescaled as the console displays it', async () => {
    const header = { name: 'a.PAR', bytes: par(row(1, 0, 2), row(1, 1, 2), row(2, 2, 2), row(2, 3, 3)) }
    const { volume, notices } = await read(header, rec)
    expect([volume.width, volume.height, volume.depth]).toEqual([2, 1, 2])
    expect([...volume.pixels]).toEqual([7, 9, 205, 405])
    expect(volume.inPlane?.spacingMm).toEqual([3.5, 3.25])
    expect(notices.join()).not.toContain('Patient')
    expect([...(await readImage([header, rec], { timepoint: 1 })).volume.pixels]).toEqual([25, 45, 3005, 6005])
  })

  it('whose images lie beyond its data is refused', async () => {
    await expect(read({ name: 'a.PAR', bytes: par(row(1, 9, 1)) }, rec)).rejects.toThrow('before image 1')
    await expect(read({ name: 'a.PAR', bytes: par('1 1 1') }, rec)).rejects.toThrow('without a table')
    await expect(read({ name: 'a.PAR', bytes: par(row(1, 0, 1)) })).rejects.toThrow('.REC file beside it')
  })
})

describe('MINC', () => {
  const int = (value: number): number[] => [24, 16, 8, 0].map(shift => (value >>> shift) & 255)
  const name = (content: string): number[] => [...int(content.length), ...padded([...text(content)])]
  const padded = (bytes: readonly number[]): number[] => [...bytes, ...new Array((4 - (bytes.length % 4)) % 4).fill(0)]
  const doubles = (...values: readonly number[]): number[] =>
    values.flatMap(value => {
      const view = new DataView(new ArrayBuffer(8))
      view.setFloat64(0, value)
      return [...new Uint8Array(view.buffer)]
    })
  const attribute = (key: string, value: string | readonly number[]): number[] =>
    typeof value === 'string'
      ? [...name(key), ...int(2), ...name(value)]
      : [...name(key), ...int(6), ...int(value.length), ...doubles(...value)]
  const list = (tag: number, items: readonly (readonly number[])[]): number[] =>
    items.length === 0 ? [...int(0), ...int(0)] : [...int(tag), ...int(items.length), ...items.flat()]

  /** Two slices of 1 x 2 unsigned bytes, the slices along x, with a range for each. */
  function file(): Uint8Array {
    const axes = ['xspace', 'zspace', 'yspace']
    const lengths = [2, 1, 2]
    const build = (dataAt: number): number[] => {
      const variable = (key: string, rank: number[], attributes: number[][], type: number, begin: number): number[] => [
        ...name(key),
        ...int(rank.length),
        ...rank.flatMap(int),
        ...list(12, attributes),
        ...int(type),
        ...int(4),
        ...int(begin),
      ]
      const spaces = axes.map((axis, i) =>
        variable(axis, [], [attribute('start', [10 * (i + 1)]), attribute('step', [i + 1])], 4, 0),
      )
      return [
        ...[...text('CDF'), 1, ...int(0)],
        ...list(
          10,
          axes.map((axis, i) => [...name(axis), ...int(lengths[i]!)]),
        ),
        ...list(12, []),
        ...list(11, [
          ...spaces,
          variable(
            'image',
            [0, 1, 2],
            [attribute('signtype', 'unsigned'), attribute('valid_range', [0, 100])],
            1,
            dataAt,
          ),
          variable('image-min', [0], [], 6, dataAt + 4),
          variable('image-max', [0], [], 6, dataAt + 20),
        ]),
      ]
    }
    const { length } = build(0)
    return Uint8Array.from([...build(length), 0, 100, 50, 200, ...doubles(0, 10), ...doubles(1, 20)])
  }

  it('maps every slice from its valid range to its own, and lies where starts and steps say', async () => {
    const { volume, format } = await read({ name: 'a.mnc', bytes: file() })
    expect([format, volume.width, volume.height, volume.depth]).toEqual(['MINC', 2, 1, 2])
    expect([...volume.pixels]).toEqual([0, 1, 15, 30])
    // Columns run along y (to the front), rows along z, slices along x (to the right).
    expect(volume.geometry).toEqual({
      spacingMm: [3, 2, 1],
      originMm: [-10, -30, 20],
      direction: [0, 0, -1, -1, 0, 0, 0, 1, 0],
    })
  })

  it('cut anywhere is refused', async () => {
    const bytes = file()
    for (let length = 8; length < bytes.length; length += 7)
      await expect(read({ name: 'a.mnc', bytes: bytes.subarray(0, length) })).rejects.toMatchObject({
        code: 'Unreadable',
      })
  })
})
