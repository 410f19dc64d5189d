/** Flags and help that several commands share. */
import { slicePlanes } from '@cuts/core/volume'
import { type Command, Option } from 'commander'
import { parseSeed, parseThreads } from '../arguments/values.ts'

export function masksOption(): Option {
  return new Option('--masks <folder>', 'masks to score against, paired by file name without extension')
}

export function asOption(): Option {
  return new Option(
    '--as <what>',
    'one tree of regions over each image, over all slices of a volume (images in the order of their names, or a volume file), or over all as a set; then a label means the same in every image (default: volume for volume files, else images)',
  ).choices(['images', 'volume', 'dataset'])
}

export function planeOption(): Option {
  return new Option(
    '--plane <name>',
    'plane of the patient in which volumes are cut into slices; as they were acquired by default',
  ).choices(slicePlanes)
}

export function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value]
}

export function withFolderFlags(command: Command): Command {
  return command
    .option('--out <folder>', 'where to write', 'results')
    .option('--seed <n>', 'the same seed on the same machine gives the same result', parseSeed, 1)
    .option('--preset <name>', 'named settings, see `cuts presets`', 'default')
    .option('--set <stage.option=value>', 'change one setting of the preset; may be repeated', collect, [])
    .addOption(
      new Option('--device <name>', 'where the network runs')
        .choices(['auto', 'cpu', 'webgpu', 'cuda'])
        .default('auto'),
    )
    .addOption(planeOption())
    .option('--threads <n>', 'processor threads (default: all cores)', parseThreads)
    .option('--keep-identifiers', 'write what DICOM files say of patients and studies to summary.json')
    .option('--resume', 'continue an interrupted run in --out')
    .option('--overwrite', 'replace the results in --out')
    .option('--json', 'one JSON object a line on standard output: events, then a summary')
    .option('--quiet', 'print nothing but failures and errors (with --json: failures and the summary)')
}

export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map(line => `  ${line}`).join('\n')}`
}
