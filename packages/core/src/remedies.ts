/**
 * What to do about a failure, where the doing has another name in every shell: a flag on a command line, a button on a page.
 * A {@link RemedyAction} says what, with the facts; each shell has its own words for it, {@link describeRemedy} has those that
 * hold in any.
 */
export type RemedyAction =
  /** What was stopped goes on where it was: a run from its results. */
  | { readonly do: 'resume' }
  /** The same again: what was finished is found and not done again. */
  | { readonly do: 'repeat' }
  /** Results go to another place: one that may be written to, one where nothing is replaced, one outside of a folder. */
  | {
      readonly do: 'choose output'
      readonly that?: 'is writable' | 'is free' | undefined
      readonly outside?: string | undefined
      /** Is another way out than the remedy that stands before it. */
      readonly or?: boolean | undefined
    }
  /** There are results: they are continued or replaced, or others are written elsewhere. */
  | { readonly do: 'continue or replace results' }
  /** There is a file: it is replaced, or the other is written elsewhere. */
  | { readonly do: 'replace file' }
  /** Everything from the beginning, in place of what is there. */
  | { readonly do: 'start over' }
  /** What is there goes on with what it was started with, or is replaced. */
  | { readonly do: 'match or start over' }
  /** The segmentation that left these results is done again. */
  | { readonly do: 'segment again' }
  /** Results of a finished run are given. */
  | { readonly do: 'choose results' }
  /** Other masks, or none. */
  | { readonly do: 'choose masks' }
  | { readonly do: 'choose preset'; readonly preset: string }
  /** A setting, by stage and name, gets a smaller value. */
  | { readonly do: 'lower setting'; readonly setting: string; readonly to: number }
  /** A volume is worked on at a coarser spacing, in mm, or is allowed more memory, in GB. */
  | { readonly do: 'coarsen volume'; readonly spacing: number; readonly memory: number }
  /** More memory is allowed, in GB. Stands after another way out. */
  | { readonly do: 'allow memory'; readonly gigabytes: number }
  /** Everything is computed on the processor. */
  | { readonly do: 'use processor' }
  /** Files of weights are given, by their names. */
  | { readonly do: 'give weights'; readonly names: readonly string[] }
  /** A file that is fetched is checked against another checksum. */
  | { readonly do: 'give checksum' }
  /** A file is fetched from another address. */
  | { readonly do: 'choose address' }
  /** A page of the guide says more. */
  | { readonly do: 'read guide'; readonly page: 'models' | 'datasets' }

/** What to do about a failure: a remedy that holds anywhere, an action, or the remedy first and the action after it. */
export interface Remedies {
  readonly remedy?: string | undefined
  readonly action?: RemedyAction | undefined
}

/** The remedies alone, without what is undefined: to be kept in files and events. */
export function remediesOf({ remedy, action }: Remedies): { remedy?: string; action?: RemedyAction } {
  return { ...(remedy === undefined ? {} : { remedy }), ...(action === undefined ? {} : { action }) }
}

/** Remedy and action in one text, the action in the words of `describe`; undefined if there is neither. */
export function tellRemedies(
  { remedy, action }: Remedies,
  describe: (action: RemedyAction) => string = describeRemedy,
): string | undefined {
  if (action === undefined) return remedy
  return remedy === undefined ? describe(action) : `${remedy} ${describe(action)}`
}

/** The action in words that hold in any shell. */
export function describeRemedy(action: RemedyAction): string {
  switch (action.do) {
    case 'resume':
      return 'Continue the run: what was finished is kept.'
    case 'repeat':
      return 'Start it again: what was finished is kept.'
    case 'choose output': {
      const { that, outside, or } = action
      const place = outside === undefined ? 'to another place' : `to a place outside ${outside}`
      const which =
        that === 'is writable'
          ? ' that you may write to'
          : that === 'is free'
            ? ', so that nothing of yours is replaced'
            : ''
      return `${or === true ? 'Or write' : 'Write'} ${place}${which}.`
    }
    case 'continue or replace results':
      return 'Continue them, replace them, or write to another place.'
    case 'replace file':
      return 'Write to another place, or replace it.'
    case 'start over':
      return 'Start over: what is there is then replaced.'
    case 'match or start over':
      return 'Continue with the images, preset, seed and settings it was started with, or start over.'
    case 'segment again':
      return 'Segment the images again.'
    case 'choose results':
      return 'Choose the results of a finished run.'
    case 'choose masks':
      return 'Choose a folder of mask files named like the images, or no masks.'
    case 'choose preset':
      return `Choose the preset ${action.preset}.`
    case 'lower setting':
      return `Lower ${action.setting} (for instance to ${action.to}) and start again.`
    case 'coarsen volume':
      return `Work at a spacing of ${action.spacing} mm (volumes.workingSpacing), or raise volumes.memory to ${action.memory}.`
    case 'allow memory':
      return `Or allow ${action.gigabytes} GB of memory.`
    case 'use processor':
      return 'Compute on the processor; a run continues from its last checkpoint.'
    case 'give weights':
      return `Give the weights ${action.names.join(' and ')}.`
    case 'give checksum':
      return 'Give the checksum if another file is meant.'
    case 'choose address':
      return 'If it is there no more, give another address: file names and hosts change.'
    case 'read guide':
      return `The guide says more, on the page about ${action.page}.`
    default:
      return action satisfies never
  }
}
