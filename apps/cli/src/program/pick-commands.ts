/** Commands that pick regions of a finished result folder. */
import { pickRules } from '@cuts/runtime/run'
import { Command, Option } from 'commander'
import { clickOption, parseBox } from '../arguments/clicks.ts'
import { parseCount, parseLevel, parseShare } from '../arguments/values.ts'
import { applyCommand } from '../commands/apply.ts'
import { pickCommand } from '../commands/pick.ts'
import type { Execute } from './execute.ts'
import { examples } from './flags.ts'

export function pickCommands(execute: Execute): Command[] {
  return [
    new Command('pick')
      .summary('save what you click on as a mask')
      .description(
        'Write what clicks, a box or a rough mask mean as a mask, and a picture of it beside the mask. A click adds the part of the image that it most likely means; a click with --not takes away. Every click inside ends up inside the mask, every click outside stays out.',
      )
      .argument('<image>', 'folder of an image or a volume: results/images/ID, results/volumes/ID; or a result folder')
      .argument('[name]', 'name of the image or volume, if a result folder is given')
      .addOption(
        clickOption(
          '--at <x,y>',
          'pixel inside: column,row from the top left, from 0; of a volume, column,row,slice as stored; may be repeated',
          1,
        ),
      )
      .addOption(clickOption('--not <x,y>', 'pixel outside; may be repeated; clicks are answered in their order', -1))
      .addOption(
        clickOption(
          '--at-mm <x,y,z>',
          'in a volume: place inside in the patient, mm, LPS (x to the left, y to the back, z to the head; a viewer that shows RAS has x and y with the other sign)',
          1,
          'mm',
        ),
      )
      .addOption(clickOption('--not-mm <x,y,z>', 'in a volume: place outside in the patient, mm, LPS', -1, 'mm'))
      .option('--box <x0,y0,x1,y1>', 'first and last pixel of a box around what is meant', parseBox)
      .option('--mask <file>', 'rough mask to start from, of the size of the image')
      .option('--up <n>', 'take a larger part for the last click, n steps up', parseCount)
      .option('--down <n>', 'take a smaller part for the last click, n steps down', parseCount)
      .addOption(
        new Option(
          '--rule <name>',
          'take a region that is there, instead of the part that is meant: the smallest of any granularity that holds all pixels, that of a level, or the persistent structure',
        ).choices(pickRules),
      )
      .option('--level <n>', 'the region of this level, 0 is the coarsest', parseLevel)
      .option('--no-refine', 'leave outlines on the segments, instead of moving them to where the intensities change')
      .option(
        '--out <file>',
        'mask to write, in the format of its ending: 255 inside the region, 0 outside (default: mask.png; of a volume, mask.nii.gz)',
      )
      .option('--no-picture', 'do not write the picture')
      .option('--remember <file>', 'add the pick, as a few numbers without pixels or names, to a file of exemplars')
      .option('--label <name>', 'what it is, for --remember')
      .option('--overwrite', 'replace existing files')
      .option('--json', 'one JSON object on standard output')
      .addHelpText(
        'after',
        examples(
          'cuts pick results eye-07 --at 64,80 --out lesion.png',
          'cuts pick results/images/eye-07 --at 64,80 --not 90,71 --at 70,95    # corrected twice',
          'cuts pick results/images/eye-07 --at 64,80 --up 1                    # the next larger part',
          'cuts pick results/images/eye-07 --box 40,60,90,110 --out lesion.nii.gz',
          'cuts pick results/volumes/brain --at 88,120,95 --out part.nii.gz',
          'cuts pick results/volumes/brain --at-mm -21.5,4,33 --up 2 --out part.nrrd',
          'cuts pick results/images/eye-07 --at 64,80 --remember exemplars.json --label lesion',
        ),
      )
      .action((image, name, flags) => execute(context => pickCommand(context, image, { ...flags, name }))),
    new Command('apply')
      .summary('find what you picked in all images of a result folder')
      .description(
        'Find what was picked and remembered in every image of a result folder, without a click: for each label a folder of masks and one of pictures, and apply.json, in which the least certain come first. It knows size, shape, place and contrast, not what the structure is: look at every picture.',
      )
      .argument('<exemplars>', 'file in which picks were remembered, or a session saved by the studio')
      .argument('<results>', 'result folder of run or segment')
      .option('--label <name>', 'one label only (default: all)')
      .option('--least-confidence <share>', 'what is less like the exemplars counts as nothing found', parseShare, 0.1)
      .option('--out <folder>', 'where to write', 'applied')
      .option('--overwrite', 'replace existing files')
      .option('--json', 'one JSON object a line on standard output: events, then a summary')
      .option('--quiet', 'print nothing but failures and errors (with --json: failures and the summary)')
      .addHelpText(
        'after',
        examples(
          'cuts apply exemplars.json results/ --out applied/',
          'cuts apply exemplars.json results/ --label lesion --least-confidence 0.3',
          'cuts apply session.cuts results/',
        ),
      )
      .action((exemplars, results, flags) => execute(context => applyCommand(context, exemplars, results, flags))),
  ]
}
