/** The commands, their flags and their help. */
import { planes } from '@cuts/core'
import { Argument, Command, Option } from 'commander'
import { collectPath, parseNames, parseSeeds } from './arguments/bench.ts'
import { parseExportLevel, parseLevel, parsePoint, parseSeed, parseThreads } from './arguments/values.ts'
import { benchCommand } from './commands/bench.ts'
import type { Context } from './commands/context.ts'
import { convertCommand } from './commands/convert.ts'
import { evalCommand } from './commands/eval.ts'
import { exportCommand } from './commands/export.ts'
import { infoCommand } from './commands/info.ts'
import { modelsCommand } from './commands/models.ts'
import { pickCommand } from './commands/pick.ts'
import { presetsCommand } from './commands/presets.ts'
import { runCommand, segmentCommand } from './commands/segment.ts'
import { trainCommand } from './commands/train.ts'

/** Hands a command its context and takes its exit code. */
export type Execute = (command: (context: Context) => Promise<number> | number) => Promise<void>

/** Builds the program; nothing runs until it parses. Every action goes through `execute`. */
export function createProgram(version: string, execute: Execute): Command {
  const program = new Command('cuts')
    .description('Label-free, coarse-to-fine segmentation of your own images. Nothing leaves this machine.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help of a command')
    .showSuggestionAfterError(true)
    .addHelpText(
      'after',
      `
Start here:
  cuts run images/                                  train on a folder, segment it, write results/report.html
  cuts run images/ --masks masks/ --out results/    the same, scored against masks of the same names
  cuts segment more/ --model results/model.onnx     use that encoder on other images
  cuts pick results/images/ID --at 64,80            save the region under a pixel as a mask
  cuts export results/ --format nrrd --out slicer/  write all regions for another program

Exit codes: 0 done, 1 some images failed, 2 usage, nothing to do or fatal, 130 interrupted.
Research software, not a medical device.`,
    )

  program.addCommand(
    withFolderFlags(new Command('run'))
      .summary('train on a folder of images, segment them, write a report')
      .description('Train an encoder on a folder of images, segment all of them coarse to fine, and write a report.')
      .argument('<images>', 'folder of images, one image, or a list or table of them')
      .addOption(masksOption())
      .addOption(asOption())
      .addHelpText(
        'after',
        examples(
          'cuts run images/',
          'cuts run images/ --masks masks/ --out results/ --seed 1',
          'cuts run images/ --preset paper --set schedule.steps=2000 --overwrite',
          'cuts run slices/ --as volume              # one tree through all slices',
          'cuts run brain.nii.gz --plane coronal      # slices in another plane than they were acquired in',
          'cuts run study.csv                        # a table with the columns image, mask and group',
          'cuts run images/ --resume                 # after Ctrl-C, or a full disk',
          'cuts run images/ --json | tee run.jsonl   # one JSON object a line',
        ),
      )
      .action((images, flags) => execute(context => runCommand(context, images, flags))),
  )

  program.addCommand(
    withFolderFlags(new Command('train'))
      .summary('train an encoder and write model.onnx')
      .description('Train an encoder on a folder of images and write OUT/model.onnx.')
      .argument('<images>', 'folder of images, one image, or a list or table of them')
      .addHelpText(
        'after',
        examples(
          'cuts train images/ --out model/',
          'cuts train images/ --out model/ --set schedule.steps=1000 --resume',
        ),
      )
      .action((images, flags) => execute(context => trainCommand(context, images, flags))),
  )

  program.addCommand(
    withFolderFlags(new Command('segment'))
      .summary('segment images with a trained encoder')
      .description('Segment a folder of images with an encoder trained before, and write a report.')
      .argument('<images>', 'folder of images, one image, or a list or table of them')
      .requiredOption('--model <file>', 'model.onnx of an earlier run or train')
      .addOption(masksOption())
      .addOption(asOption())
      .addHelpText('after', examples('cuts segment new-images/ --model results/model.onnx --out new-results/'))
      .action((images, flags) => execute(context => segmentCommand(context, images, flags))),
  )

  program.addCommand(
    new Command('eval')
      .summary('score a result folder against masks')
      .description('Print Dice, Hausdorff, SSIM, ERGAS and RMSE of a result folder against masks of the same names.')
      .argument('<results>', 'result folder of run or segment')
      .requiredOption('--masks <folder>', 'masks, paired with images by file name without extension')
      .option('--json', 'one JSON object a line on standard output: failures, then a summary')
      .addHelpText('after', examples('cuts eval results/ --masks masks/', 'cuts eval results/ --masks masks/ --json'))
      .action((results, flags) => execute(context => evalCommand(context, results, flags))),
  )

  program.addCommand(
    new Command('bench')
      .summary('compare CUTS with its peers on images with masks')
      .description(
        'Segment images with CUTS and the methods it is held against, score all by one protocol, and write tables. What is finished is kept in OUT/cache: the same command goes on after Ctrl-C.',
      )
      .argument('<dataset>', 'folder that holds images/ and masks/, paired by file name without extension')
      .option('--methods <a,b,c>', 'rows of the table, see the guide (default: all)', parseNames)
      .option('--seeds <1,2,3>', 'seeds; scores are means over them', parseSeeds, [1])
      .option('--out <folder>', 'where to write', 'bench')
      .option(
        '--jobs <n>',
        'processes that work side by side; the table does not depend on it (default: all cores)',
        parseThreads,
      )
      .option('--first <n>', 'only so many images, the first in name order', parseThreads)
      .addOption(
        new Option('--hint <what>', 'what tells which region is meant: the truth as a whole, or simulated clicks')
          .choices(['label', 'point'])
          .default('label'),
      )
      .option('--clicks <n>', 'clicks that are simulated, at most', parseThreads, 1)
      .addOption(
        new Option('--oracle <what>', 'best level: of the highest Dice, or the best of each metric by itself')
          .choices(['dice', 'metric'])
          .default('dice'),
      )
      .addOption(
        new Option(
          '--study <name>',
          'further rows: other weights of the contrastive loss, or images that the encoder has not learnt from',
        ).choices(['lambda', 'heldout']),
      )
      .option('--set <stage.option=value>', 'change one setting of both presets of CUTS; may be repeated', collect, [])
      .option(
        '--predictions <name=folder>',
        "another tool's masks or label maps as a row; may be repeated",
        collectPath,
      )
      .option('--weights <name=file>', 'weights that a method needs; may be repeated', collectPath)
      .option('--json', 'one JSON object a line on standard output: events, then the table')
      .option('--quiet', 'print nothing but failures and errors (with --json: failures and the table)')
      .addHelpText(
        'after',
        examples(
          'cuts bench dataset/ --seeds 1,2,3 --out bench/',
          'cuts bench dataset/ --methods cuts-best,cuts-auto,felzenszwalb-tuned,ward',
          'cuts bench dataset/ --methods cuts-best --predictions mytool=masks-of-mytool/',
          'cuts bench dataset/ --hint point --clicks 3',
        ),
      )
      .action((dataset, flags) => execute(context => benchCommand(context, dataset, flags))),
  )

  program.addCommand(
    new Command('models')
      .summary('list and fetch weights that others have published')
      .description(
        'STEGO and SAM, rows of a comparison, need weights that are not part of this program. Nothing is fetched unless you ask for it here; a file is kept only if its SHA-256 agrees.',
      )
      .addArgument(new Argument('<action>', 'what to do').choices(['list', 'pull']))
      .argument('[name]', 'model to pull')
      .option('--dir <folder>', 'where to keep it, as NAME.onnx', 'models')
      .option('--url <url>', 'fetch it from elsewhere')
      .option('--checksum <sha256>', 'hold the file against this SHA-256 instead of the published one')
      .option('--json', 'one JSON object a line on standard output: models, or events and a summary')
      .option('--quiet', 'print nothing but errors (with --json: the summary)')
      .addHelpText(
        'after',
        examples(
          'cuts models list',
          'cuts models pull dino',
          'cuts models pull sam-encoder --dir weights/',
          'cuts bench dataset/ --weights dino=models/dino.onnx',
        ),
      )
      .action((action, name, flags) => execute(context => modelsCommand(context, action, name, flags))),
  )

  program.addCommand(
    new Command('pick')
      .summary('save the region under a pixel as a mask')
      .description(
        'Write the region under a pixel as a mask image: at one granularity, or the persistent structure there. Of several pixels, the smallest region of any granularity that holds them all.',
      )
      .argument('<image>', "an image's folder inside a result folder: results/images/ID")
      .addOption(
        new Option('--at <x,y>', 'pixel: column,row from the top left, from 0; may be repeated')
          .argParser((text, earlier: readonly (readonly [number, number])[] | undefined) => [
            ...(earlier ?? []),
            parsePoint(text),
          ])
          .makeOptionMandatory(),
      )
      .option('--level <n>', 'granularity, 0 is the coarsest (default: the persistent structure there)', parseLevel)
      .option('--out <file>', 'mask to write: 255 inside the region, 0 outside', 'mask.png')
      .option('--overwrite', 'replace an existing file')
      .option('--json', 'one JSON object on standard output')
      .addHelpText(
        'after',
        examples(
          'cuts pick results/images/eye-07 --at 64,80',
          'cuts pick results/images/eye-07 --at 64,80 --level 3 --out lesion.png',
          'cuts pick results/images/eye-07 --at 64,80 --at 90,71    # the smallest region that holds both',
        ),
      )
      .action((image, flags) => execute(context => pickCommand(context, image, flags))),
  )

  program.addCommand(
    new Command('export')
      .summary('write the regions of a result folder in other formats')
      .description(
        'Write the regions of a finished result folder for other programs, lying on the images as they do here. Regions are numbered from 1, the largest first; 0 is none.',
      )
      .argument('<results>', 'result folder of run or segment')
      .addOption(
        new Option('--format <name>', 'what to write; csv and json are measurements of every region')
          .choices([
            'png',
            'tiff',
            'nifti',
            'nrrd',
            'mha',
            'dicom-seg',
            'coco',
            'coco-polygons',
            'geojson',
            'npz',
            'csv',
            'json',
          ])
          .makeOptionMandatory(),
      )
      .option(
        '--level <which>',
        'granularity, 0 is the coarsest; or auto (chosen without labels), persistent, kmeans',
        parseExportLevel,
        'auto',
      )
      .option('--image <id>', 'one image or volume only (default: all)')
      .option('--out <folder>', 'where to write', 'export')
      .addOption(
        new Option('--units <unit>', 'of the coordinates of geojson: mm where the spacing is known')
          .choices(['px', 'mm'])
          .default('px'),
      )
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
  )

  program.addCommand(
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
  )

  program.addCommand(
    new Command('presets')
      .summary('list every number that the presets set')
      .description('List every setting of every stage: its value in each preset, unit, range and meaning.')
      .addArgument(new Argument('[name]', 'one preset only'))
      .option('--json', 'one JSON object a line on standard output, one a preset')
      .addHelpText('after', examples('cuts presets', 'cuts presets paper', 'cuts presets --json'))
      .action((name, flags) => execute(context => presetsCommand(context, name, flags))),
  )

  program.addCommand(
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
  )
  return program
}

function masksOption(): Option {
  return new Option('--masks <folder>', 'masks to score against, paired by file name without extension')
}

function asOption(): Option {
  return new Option(
    '--as <what>',
    'one tree of regions over each image, over all slices of a volume (images in the order of their names, or a volume file), or over all as a set; then a label means the same in every image (default: volume for volume files, else images)',
  ).choices(['images', 'volume', 'dataset'])
}

function planeOption(): Option {
  return new Option(
    '--plane <name>',
    'plane of the patient in which volumes are cut into slices; as they were acquired by default',
  ).choices(planes)
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value]
}

function withFolderFlags(command: Command): Command {
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

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map(line => `  ${line}`).join('\n')}`
}
