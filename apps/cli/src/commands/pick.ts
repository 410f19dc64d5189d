/** `cuts pick`: what clicks, a box or a rough mask mean, as a mask file. */
import { CutsError } from '@cuts/core'
import { plural } from '@cuts/report/words'
import type { PickClick, PickedFile, PickedVolumeFile, PickFiles } from '@cuts/runtime/node'
import { exitCodes } from '../output/exit-codes.ts'
import { type Context, type OutputFlags, printJson, printLines } from './context.ts'

export interface PickFlags
  extends OutputFlags,
    Pick<PickFiles, 'name' | 'box' | 'mask' | 'rule' | 'level' | 'remember' | 'label'> {
  readonly out?: string
  readonly clicks?: readonly PickClick[]
  readonly up?: number
  readonly down?: number
  readonly refine: boolean
  readonly picture: boolean
  readonly overwrite?: boolean
}

const titles = {
  clicks: () => 'Selected',
  level: (level?: number) => `Region at level ${level}`,
  persistent: () => 'Persistent structure',
  tree: () => 'Smallest region of any granularity that contains all pixels',
}

export async function pickCommand(context: Context, image: string, flags: PickFlags): Promise<number> {
  const { io, useCases } = context
  const { json, quiet: _, clicks = [], up = 0, down = 0, overwrite = false, ...others } = flags
  if (clicks.length === 0 && flags.box === undefined && flags.mask === undefined)
    throw new CutsError('InvalidArgument', 'nothing says what to pick.', {
      remedy:
        'Give --at X,Y (a pixel inside; --at I,J,K in a volume), --box X0,Y0,X1,Y1 (around it) or --mask FILE (roughly).',
    })
  const isVolume = clicks.some(({ at }) => at.length === 3)
  const out = flags.out ?? (isVolume ? 'mask.nii.gz' : 'mask.png')
  if (up > 0 && down > 0) throw new CutsError('InvalidOption', '--up and --down cannot be used together.')
  const picked = await useCases.pickRegion({ image, clicks, steps: up - down, overwrite, out, ...others })
  if (json === true) printJson(io, { type: 'summary', ...picked })
  else printLines(io, describe(picked))
  return exitCodes.done
}

function describe(picked: PickedFile | PickedVolumeFile): string[] {
  const { notice, out, picture } = picked
  return [
    picked.of === 'image' ? ofImage(picked) : ofVolume(picked),
    ...(notice === undefined ? [] : [`note: ${notice}`]),
    `Mask: ${out}`,
    ...(picture === undefined ? [] : [`Picture: ${picture}`]),
    ...('remembered' in picked ? [`Remembered: ${plural(picked.remembered ?? 0, 'pick')} now.`] : []),
  ]
}

function ofImage({ among, level, regions, nodes = [], areaPixels, areaMm2 }: PickedFile): string {
  const mm2 = areaMm2 === undefined ? '' : ` (${Number(areaMm2.toPrecision(4))} mm2)`
  const of = among === 'clicks' ? ` as ${plural(nodes.length, 'node')} of the tree` : `, one of ${regions}`
  return `${titles[among](level)}${of}: ${plural(areaPixels, 'pixel')}${mm2}.`
}

function ofVolume({ nodes, voxels, mm3 }: PickedVolumeFile): string {
  const ml = mm3 === undefined ? '' : ` (${Number(mm3.toPrecision(4))} mm3)`
  return `Selected as ${plural(nodes.length, 'node')} of the tree: ${plural(voxels, 'voxel')}${ml}.`
}
