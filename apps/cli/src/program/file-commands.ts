/** Commands about files and settings. */
import { integer } from '@cuts/core/options'
import { runOptions } from '@cuts/runtime'
import { Argument, Command, Option } from 'commander'
import { parseOption } from '../arguments/option-value.ts'
import { convertCommand } from '../commands/convert.ts'
import { infoCommand } from '../commands/info.ts'
import { openCommand } from '../commands/open.ts'
import { presetsCommand } from '../commands/presets.ts'
import type { Execute } from './execute.ts'
import { examples } from './flags.ts'
import { runFlag } from './run-flags.ts'

const port = integer(undefined, {
  title: 'Port',
  doc: 'port of the page',
  level: 'expert',
  min: 1024,
  max: 65_535,
  absent: 'one that belongs to the path, so that the browser finds earlier work again',
})

export function fileCommands(execute: Execute): Command[] {
  return [
    new Command('open')
      .summary('open images or results in the studio, a page to look, select and paint')
      .description(
        'Open images or a result folder in the studio, a page in your browser: look at them, select regions with clicks, paint, measure and export. Results open with their trees, nothing is computed again. The page is served to this machine only. Ends with Ctrl-C.',
      )
      .argument('[path]', 'image, folder of images, or result folder; without it, sample images')
      .option('--empty', 'open nothing: a page to drop images on')
      .option('--no-browser', 'print the address, and start no browser')
      .addOption(new Option('--port <number>', `${port.doc} (default: ${port.absent})`).argParser(parseOption(port)))
      .option('--json', 'one JSON object on standard output: the address')
      .addHelpText('after', examples('cuts open', 'cuts open images/', 'cuts open results/'))
      .action((path, flags) => execute(context => openCommand(context, path, flags))),
    new Command('convert')
      .summary('write an image or a label map in another format')
      .description(
        'Write an image, a volume or a label map in another format. The extension of the output selects the format: .png, .tif, .nii, .nii.gz, .nrrd, .mha, .npz; for label maps also .seg.nrrd, .dcm (DICOM segmentation), .json (COCO), .geojson.',
      )
      .argument('<in>', 'image file, or folder of the files that make up one image')
      .argument('<out>', 'file to write')
      .option('--source <path>', 'for .dcm: the DICOM file or folder that the segmentation refers to')
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
      .summary('describe files and folders')
      .description(
        'Print format, size, channels, spacing, orientation and value range of images. For a folder, a list or a table, print sizes, masks, groups and memory. Also print how a run would use the input.',
      )
      .argument('<images...>', 'images, folders, lists or tables')
      .addOption(runFlag('maxMemory'))
      .option('--json', 'one JSON object a line on standard output, one for each input')
      .addHelpText(
        'after',
        examples('cuts info image.png', 'cuts info brain.nii.gz study/', 'cuts info study.csv --json'),
      )
      .action((files, flags) => execute(context => infoCommand(context, files, flags))),
    new Command('presets')
      .summary('list every setting and its value in each preset')
      .description('List every setting of every stage: its value in each preset, unit, range and meaning.')
      .addArgument(new Argument('[name]', 'one preset only').argParser(parseOption(runOptions.preset)))
      .option('--json', 'one JSON object a line on standard output, one a preset')
      .addHelpText('after', examples('cuts presets', 'cuts presets paper', 'cuts presets --json'))
      .action((name, flags) => execute(context => presetsCommand(context, name, flags))),
  ]
}
