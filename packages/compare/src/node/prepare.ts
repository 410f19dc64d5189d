/** Prepares a comparison: checks all input before any computation. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, realpath } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { CutsError } from '@cuts/core'
import { resolveSettings, type SettingsOverrides } from '@cuts/runtime'
import { hashFiles, openMasks } from '@cuts/runtime/dataset'
import { diskFiles, writeFileWhole } from '@cuts/runtime/node'
import type { Protocol } from '../protocol/protocol.ts'
import type { OnCompareEvent } from './events.ts'
import type { ImportedRow } from './imported.ts'
import { listSamples } from './samples.ts'
import type { Setup } from './setup.ts'

export interface ComparisonInputs {
  /** Folder that holds images/ and masks/. */
  readonly dataset: string
  readonly out: string
  readonly protocol: Protocol
  /** Results of other tools: name of the row to folder. */
  readonly predictions: { readonly [row: string]: string }
  /** Preset of CUTS and of its controls; rows of the paper's settings have theirs. */
  readonly preset: string
  /** Settings of CUTS in place of the presets' own. */
  readonly settings: SettingsOverrides
  /** Files of weights by name. */
  readonly weights: { readonly [name: string]: string }
  /** Use only the first images, by name. */
  readonly first?: number | undefined
}

/** The file that tells the folder of a comparison, and what earlier versions called it. */
const [marker, formerMarker] = ['comparison.json', 'bench.json']

/**
 * Checks the settings, reads the set, hashes what results depend on and makes the folder. Throws `InvalidOption`,
 * `Unreadable`, `NothingToDo`, `Unwritable`.
 */
export async function prepareComparison(inputs: ComparisonInputs, onEvent: OnCompareEvent): Promise<Setup> {
  const { dataset, out, protocol, preset, settings } = inputs
  resolveSettings(preset, settings, message => onEvent({ type: 'notice', message }))
  const set = await listSamples(dataset, inputs.first, event => {
    if (event.type === 'notice' || event.type === 'failed') onEvent(event)
  })
  const predictions: ImportedRow[] = []
  for (const [row, folder] of Object.entries(inputs.predictions)) {
    const { of: filesOf } = await openMasks(diskFiles, folder)
    predictions.push({
      row,
      folder,
      hash: await hashFiles(
        diskFiles,
        set.samples.flatMap(({ id }) => filesOf(id)),
      ),
    })
  }
  const weights: Record<string, { path: string; hash: string }> = {}
  for (const [name, path] of Object.entries(inputs.weights)) weights[name] = { path, hash: await hashFile(path) }
  await openOut(out, [dataset, ...Object.values(inputs.predictions)])
  return { set, cache: join(out, 'cache'), protocol, preset, settings, predictions, weights }
}

/** Refuses a folder that holds other files or inputs. */
async function openOut(out: string, inputs: readonly string[]): Promise<void> {
  await mkdir(out, { recursive: true }).catch(cause => {
    throw new CutsError('Unwritable', `${out} cannot be made: ${(cause as Error).message}.`, {
      action: { do: 'choose output', that: 'is writable' },
      cause,
    })
  })
  const held = await readdir(out)
  if (held.length > 0 && !held.includes(marker) && !held.includes(formerMarker))
    throw new CutsError('Unwritable', `${out} holds ${held.slice(0, 3).join(', ')}, which no comparison wrote.`, {
      action: { do: 'choose output', that: 'is free' },
    })
  const place = await realpath(out)
  for (const input of inputs)
    if (
      relative(await realpath(input), place) === '' ||
      !relative(await realpath(join(input, 'images')).catch(() => input), place).startsWith('..')
    )
      throw new CutsError('Unwritable', `${out} lies among the inputs in ${input}.`, {
        action: { do: 'choose output' },
      })
  if (held.length === 0) await writeFileWhole(join(out, marker), '{}\n')
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(path), hash)
  } catch (cause) {
    throw new CutsError('Unreadable', `${path} does not open: ${(cause as Error).message}.`, {
      remedy: 'Check the path of the weights.',
      cause,
    })
  }
  return hash.digest('hex')
}
