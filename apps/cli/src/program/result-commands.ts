/** Commands that use a finished result folder. */
import { metricTable, paperMetricNames } from '@cuts/core/metrics'
import { lookOptions, namedLevels, unitsOption } from '@cuts/runtime'
import { exportFormats } from '@cuts/runtime/results'
import { Command, Option } from 'commander'
import { parseExportLevel, parseLevel } from '../arguments/values.ts'
import { evalCommand } from '../commands/eval.ts'
import { exportCommand } from '../commands/export.ts'
import { lookCommand } from '../commands/look.ts'
import { reportCommand } from '../commands/report.ts'
import type { Execute } from './execute.ts'
import { examples } from './flags.ts'
import { pickCommands } from './pick-commands.ts'
import { proposalsEntry } from './proposals-entry.ts'
import { flagOf, runFlag } from './run-flags.ts'

const metricTitles = paperMetricNames.map(name => metricTable[name].title).join(', ')

const levelNames = Object.entries(namedLevels)
  .map(([name, doc]) => `${name} (${doc})`)
  .join(', ')

export function resultCommands(execute: Execute): Command[] {
  return [
    new Command('eval')
      .summary('score a result folder against masks')
      .description(`Print the scores of a result folder against masks of the same names: ${metricTitles}.`)
      .argument('<results>', 'result folder of run or segment')
      .requiredOption('--masks <folder>', 'masks, paired with images by file name without extension')
      .option('--json', 'one JSON object a line on standard output: failures, then a summary')
      .addOption(runFlag('maskLabel'))
      .addHelpText('after', examples('cuts eval results/ --masks masks/', 'cuts eval results/ --masks masks/ --json'))
      .action((results, flags) => execute(context => evalCommand(context, results, flags))),
    new Command('report')
      .summary('write the report of finished results as one file')
      .description(
        'Write the report of a result folder as one file that holds its pictures (up to 100 MB of them), to be copied or sent. The report of many images in the result folder itself shows pictures that lie beside it.',
      )
      .argument('<results>', 'result folder of run or segment')
      .option('--out <file>', 'file to write', 'report.html')
      .option('--overwrite', 'replace an existing file')
      .option('--json', 'one JSON object on standard output')
      .addHelpText('after', examples('cuts report results/ --out eyes.html'))
      .action((results, flags) => execute(context => reportCommand(context, results, flags))),
    ...pickCommands(execute),
    proposalsEntry(execute),
    new Command('look')
      .summary('cut one region of a volume into its parts')
      .description(
        'Cut one region of a volume that was segmented in three dimensions into its own parts, and write them as a label volume on the grid of the file: the largest part is 1, and 0 is outside.',
      )
      .argument('<volume>', "a volume's folder inside a result folder: results/volumes/ID")
      .addOption(flagOf('--label <n>', lookOptions.label).makeOptionMandatory())
      .option('--level <n>', 'level of the label, 0 is the coarsest (default: the automatic level)', parseLevel)
      .addOption(flagOf('--regions <n>', lookOptions.regions))
      .option('--out <file>', 'label volume to write', 'inside.nii.gz')
      .option('--overwrite', 'replace an existing file')
      .option('--json', 'one JSON object on standard output')
      .addHelpText(
        'after',
        examples(
          'cuts look results/volumes/brain --label 412                # a dozen parts of a region of the automatic level',
          'cuts look results/volumes/brain --label 412 --level 3 --regions 30 --out parts.nii.gz',
        ),
      )
      .action((volume, flags) => execute(context => lookCommand(context, volume, flags))),
    new Command('export')
      .summary('write the regions of a result folder in other formats')
      .description(
        'Write the regions of a finished result folder for other programs, aligned with the images. Regions are numbered from 1, the largest first; 0 is the background.',
      )
      .argument('<results>', 'result folder of run or segment')
      .addOption(
        new Option('--format <name>', 'what to write; csv and json are measurements of every region')
          .choices(exportFormats)
          .makeOptionMandatory(),
      )
      .option('--level <which>', `granularity, 0 is the coarsest; or ${levelNames}`, parseExportLevel, 'auto')
      .option('--image <id>', 'one image or volume only (default: all)')
      .option('--out <folder>', 'where to write', 'export')
      .addOption(flagOf('--units <unit>', unitsOption))
      .option('--source <path>', 'for dicom-seg: the DICOM file or folder that was segmented, to refer to')
      .option('--keep-identifiers', "for dicom-seg: copy the patient's name, dates and numbers from the source")
      .option('--overwrite', 'replace existing files')
      .option('--json', 'one JSON object a line on standard output: events, then a summary')
      .option('--quiet', 'print nothing but failures and errors (with --json: failures and the summary)')
      .addHelpText(
        'after',
        examples(
          'cuts export results/ --format nrrd --out slicer/                  # segmentations that 3D Slicer opens',
          'cuts export results/ --format csv --level persistent --out tables/',
          'cuts export results/ --format geojson --level 5 --image eye-07 --out qupath/',
          'cuts export results/ --format dicom-seg --source series/ --out seg/',
        ),
      )
      .action((results, flags) => execute(context => exportCommand(context, results, flags))),
  ]
}
