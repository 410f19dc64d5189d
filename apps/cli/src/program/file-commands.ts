/** Commands about files and settings. */
import { runOptions } from '@cuts/runtime'
import { Argument, Command } from 'commander'
import { parseOption } from '../arguments/option-value.ts'
import { convertCommand } from '../commands/convert.ts'
import { infoCommand } from '../commands/info.ts'
import { presetsCommand } from '../commands/presets.ts'
import type { Execute } from './execute.ts'
import { examples } from './flags.ts'

export function fileCommands(execute: Execute): Command[] {
  return [
    new Command('convert')
      .summary('write an image or a label map in another format')
      .description(
        'Write an image, a volume or a label map in the format that the name of the output asks for: .png, .tif, .nii, .nii.gz, .nrrd, .mha, .npz; of label maps also .seg.nrrd, .dcm (DICOM segmentation), .json (COCO), .geojson.',
      )
      .argument('<in>', 'image file, or folder of the files that make up one image')
      .argument('<out>', 'file to write')
      .option('--source <path>', 'for .dcm: the DICOM file or folder that was segmented, to refer to')
      .option('--keep-identifiers', "for .dcm: copy the patient's name, dates and numbers from the source")
      .option('--overwrite', 'replace an existing file')
      .option('--json', 'one JSON object on standard output')
      .addHelpText(
        'after',
        examples(
          'cuts convert brain.mgz brain.nii.gz',
          'cuts convert stack.tif stack.nrrd',
          'cuts convert labels.nii.gz labels.seg.nrrd',
          'cuts convert labels.nii.gz labels.dcm --source series/',
        ),
      )
      .action((input, out, flags) => execute(context => convertCommand(context, input, out, flags))),
    new Command('info')
      .summary('say what files and folders hold')
      .description(
        'Print format, size, channels, spacing, orientation and value range of images, or what a folder, a list or a table holds: sizes, masks, groups, memory; and what a run would make of it.',
      )
      .argument('<images...>', 'images, folders, lists or tables')
      .option('--json', 'one JSON object a line on standard output, one for each')
      .addHelpText(
        'after',
        examples('cuts info image.png', 'cuts info brain.nii.gz study/', 'cuts info study.csv --json'),
      )
      .action((files, flags) => execute(context => infoCommand(context, files, flags))),
    new Command('presets')
      .summary('list every number that the presets set')
      .description('List every setting of every stage: its value in each preset, unit, range and meaning.')
      .addArgument(new Argument('[name]', 'one preset only').argParser(parseOption(runOptions.preset)))
      .option('--json', 'one JSON object a line on standard output, one a preset')
      .addHelpText('after', examples('cuts presets', 'cuts presets paper', 'cuts presets --json'))
      .action((name, flags) => execute(context => presetsCommand(context, name, flags))),
  ]
}
