/** Commands that train and segment. */
import { Command } from 'commander'
import { runCommand, segmentCommand } from '../commands/segment.ts'
import { trainCommand } from '../commands/train.ts'
import type { Execute } from './execute.ts'
import { examples, masksOption, spacingOption, withFolderFlags } from './flags.ts'
import { runFlag } from './run-flags.ts'

export function runCommands(execute: Execute): Command[] {
  return [
    withFolderFlags(new Command('run'))
      .summary('segment a folder of images, write a report')
      .description(
        'Segment a folder of images coarse to fine, and write a report. The preset trained trains an encoder first.',
      )
      .argument('<images>', 'folder of images, one image, or a list or table of them')
      .addOption(masksOption())
      .addOption(runFlag('grouping'))
      .addOption(spacingOption())
      .addOption(runFlag('jobs'))
      .addHelpText(
        'after',
        examples(
          'cuts run images/',
          'cuts run images/ --masks masks/ --out results/ --seed 1',
          'cuts run images/ --preset trained                 # with an encoder trained on them',
          'cuts run images/ --preset paper --set schedule.steps=2000 --overwrite',
          'cuts run slices/ --as volume              # one tree through all slices',
          'cuts run brain.nii.gz                     # a volume in three dimensions, without training',
          'cuts run film.tif --as slices             # pages that are no volume: each is segmented as a picture',
          'cuts run study.csv                        # a table with the columns image, mask and group',
          'cuts run images/ --resume                 # after Ctrl-C, or a full disk',
          'cuts run images/ --json | tee run.jsonl   # one JSON object a line',
        ),
      )
      .action((images, flags) => execute(context => runCommand(context, images, flags))),
    withFolderFlags(new Command('train'), { preset: 'trained' })
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
    withFolderFlags(new Command('segment'))
      .summary('segment images with the encoder of an earlier run')
      .description('Segment a folder of images with the encoder of an earlier run, and write a report.')
      .argument('<images>', 'folder of images, one image, or a list or table of them')
      .option('--model <file>', 'model.onnx of an earlier run or train; volumes in three dimensions need none')
      .addOption(masksOption())
      .addOption(runFlag('grouping'))
      .addOption(spacingOption())
      .addOption(runFlag('jobs'))
      .option('--share', 'divide the work with other processes that run the same command, on machines that share --out')
      .option(
        '--shard <k/n>',
        'segment one of n parts of the images, counted from 0, beside processes that do the others; auto: as Slurm, Kubernetes, PBS or SGE number the job',
      )
      .addHelpText(
        'after',
        examples(
          'cuts segment new-images/ --model results/model.onnx --out new-results/',
          'cuts segment brain.nii.gz --out brain/              # a volume in three dimensions needs no model',
          'cuts segment ct.nii.gz --working-spacing 2          # a volume that is too large for the memory',
          'cuts segment study.csv --model m.onnx --out out/ --shard 3/40   # one of 40 jobs; cuts merge joins them',
        ),
      )
      .action((images, flags) => execute(context => segmentCommand(context, images, flags))),
  ]
}
