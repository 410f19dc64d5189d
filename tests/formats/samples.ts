/** Sample files of the formats: which of them no reader has to read, and why. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { companionsOf, type NamedFile } from '@cuts/formats'
import { sharedData } from '@cuts/testing'

export interface Sample {
  /** Folder and name. */
  readonly path: string
  readonly files: readonly NamedFile[]
}

/** Not images by themselves: notes, and the data of a header beside them. */
const besides = /(^|\/)(SOURCE\.md|dicom_index\.csv)$|\.(raw|img|REC|BRIK|BRIK\.gz)$/

/** The sample files of this machine, each with the files that it needs; undefined where there are none. */
export function formatSamples(): Sample[] | undefined {
  const root = sharedData('formats')
  if (root === undefined) return undefined
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
  return paths
    .map(path => path.slice(root.length + 1))
    .filter(path => !besides.test(path))
    .sort()
    .map(path => ({ path, files: withCompanions(join(root, path)) }))
}

function withCompanions(path: string): NamedFile[] {
  const read = (name: string): NamedFile => ({ name: basename(name), bytes: new Uint8Array(readFileSync(name)) })
  const main = read(path)
  const companions = companionsOf(main.bytes, basename(path))
  return [
    main,
    ...companions
      .map(name => join(dirname(path), name))
      .filter(existsSync)
      .map(read),
  ]
}

/** Samples that hold no image, or were broken on purpose, with what the refusal has to say. */
export const notImages: readonly (readonly [path: RegExp, sentence: RegExp])[] = [
  [/no-pixel-data|reportsi|test-SR/, /structured report/],
  [/rtplan|NoMeta\.dcm$/, /radiotherapy plan/],
  [/rtstruct/, /contours/],
  [/waveform/, /waveforms/],
  [/(fall|hotiron|hotmetalblue|pet|pet20step|spring|summer|winter)\.dcm$/, /colour palette/],
  [/DICOMDIR/, /DICOMDIR|without pixel data/],
  [/no_meta(_group_length)?\.dcm$/, /radiotherapy|without pixel data/],
  [/chr(Jap|Korean)Multi|chrSQEncoding|empty_charset|priv_SQ|UN_sequence/, /without pixel data|rows and columns/],
  [/meta_missing_tsyntax/, /rows and columns/],
  [/truncated|too_short/, /damaged or incomplete|radiotherapy plan/],
  [/embedded-sequence-delimiter/, /cannot be decoded/],
  [/byteskip_minus_five/, /skip -5 bytes/],
  [/\.dconn\.nii$/, /CIFTI/],
  [/\.hdr$/, /\.img, which is missing/],
]
