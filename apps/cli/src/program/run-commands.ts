/** Commands that train and segment. */
import { Command } from 'commander'
import { runCommand, segmentCommand } from '../commands/segment.ts'
import { trainCommand } from '../commands/train.ts'
import type { Execute } from './execute.ts'
import { examples, given, withFolderFlags, withResultFlags } from './flags.ts'

const inputs =
  'folders, images, lists or tables of them; patterns such as "scans/**/*.png"; - for a list on standard input'

export function runCommands(execute: Execute): Command[] {
  return [
    withResultFlags(withFolderFlags(new Command('run')))
      .summary('segment a folder of images, write a report')
      .description(
        'Segment a folder of images coarse to fine, and write a report. The preset trained trains an encoder first.',
      )
      .argument('<images...>', inputs)
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
          'cuts run images/ --dry-run                # what it would do, in how much time and memory',
          'cuts run images/ --first 3 --quick --open # a first look',
          'cuts run monday/ tuesday/ "more/*.png"    # several folders, files and patterns',
          'cuts run images/ --settings-from results/ --out again/   # as that run',
          'cuts run images/ --preset mine.json --masks labels/ --mask-label 2',
          'cuts run images/ --json | tee run.jsonl   # one JSON object a line',
        ),
      )
      .action((images, flags, command) =>
        execute(context => runCommand(context, images, given(context, flags, command))),
      ),
    withFolderFlags(new Command('train'), { preset: 'trained' })
      .summary('train an encoder and write model.onnx')
      .description('Train an encoder on a folder of images and write OUT/model.onnx.')
      .argument('<images...>', inputs)
      .addHelpText(
        'after',
        examples(
          'cuts train images/ --out model/',
          'cuts train images/ --out model/ --set schedule.steps=1000 --resume',
        ),
      )
      .action((images, flags, command) =>
        execute(context => trainCommand(context, images, given(context, flags, command))),
      ),
    withResultFlags(withFolderFlags(new Command('segment')))
      .summary('segment images with the encoder of an earlier run')
      .description('Segment a folder of images with the encoder of an earlier run, and write a report.')
      .argument('<images...>', inputs)
      .option('--model <file>', 'model.onnx of an earlier run or train; volumes in three dimensions need none')
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
      .action((images, flags, command) =>
        execute(context => segmentCommand(context, images, given(context, flags, command))),
      ),
  ]
}
