/** What to do about a failure, in flags of this command line. */
import { type Remedies, type RemedyAction, tellRemedies } from '@cuts/core'

/** Remedy and action in one text; undefined if there is neither. */
export function wordRemedies(remedies: Remedies): string | undefined {
  return tellRemedies(remedies, wordAction)
}

/** A failure or notice for a program: an action stays as it is, and `remedy` says in words what is to be done. */
export function withWords<T extends object>(told: T & Remedies): T {
  return told.action === undefined ? told : { ...told, remedy: wordRemedies(told) }
}

/** Why a row of a comparison is empty. */
export function wordReason({
  reason,
  action,
}: {
  readonly reason?: string | undefined
  readonly action?: RemedyAction | undefined
}): string {
  return action?.do === 'give weights' ? `needs ${weightFlags(action.names)}` : (reason ?? '')
}

function wordAction(action: RemedyAction): string {
  switch (action.do) {
    case 'resume':
      return 'Run the same command with --resume to go on from there.'
    case 'repeat':
      return 'Run the same command to go on from there.'
    case 'choose output': {
      const { that, outside, or } = action
      const which =
        that === 'is writable'
          ? ' that you may write to'
          : that === 'is free'
            ? ', so that nothing of yours is replaced'
            : ''
      if (outside !== undefined) return `Give an --out folder outside ${outside}.`
      return `${or === true ? 'Or give' : 'Give'} another --out folder${which}.`
    }
    case 'continue or replace results':
      return 'Give another --out, or --overwrite to replace them, or --resume to continue them.'
    case 'replace file':
      return 'Give another place to write to, or --overwrite.'
    case 'start over':
      return 'Start over with --overwrite.'
    case 'match or start over':
      return 'Continue with the images, preset, seed and settings it was started with, or start over with --overwrite.'
    case 'segment again':
      return 'Run the segmentation again with --overwrite.'
    case 'choose results':
      return 'Give the --out folder of a finished run.'
    case 'choose masks':
      return 'Give a folder of mask files named like the images, or leave --masks out.'
    case 'choose preset':
      return `Try --preset ${action.preset}.`
    case 'lower setting':
      return `Lower ${action.setting} (for instance --set ${action.setting}=${action.to}) and run again.`
    case 'coarsen volume':
      return `Work at a coarser spacing (--working-spacing ${action.spacing}), or allow more memory (--set volumes.memory=${action.memory}).`
    case 'allow memory':
      return `Or allow more memory (--max-memory ${action.gigabytes}).`
    case 'use processor':
      return 'Start again on the processor (--device cpu); with --resume a run goes on from its last checkpoint.'
    case 'give weights':
      return `Give ${weightFlags(action.names)}.`
    case 'give checksum':
      return 'Give --checksum if another file is meant.'
    case 'choose address':
      return 'Or give another --url (file names and hosts change; docs/guide/models.md).'
    case 'read guide':
      return `docs/guide/${action.page}.md says more.`
    default:
      return action satisfies never
  }
}

function weightFlags(names: readonly string[]): string {
  return names.map(name => `--weights ${name}=FILE`).join(' and ')
}
