/** What a run is given: a folder, a list, a table or one file, or several of these. */
export type Inputs = string | readonly string[]

/** The paths that are given, as a list. */
export function inputPaths(inputs: Inputs): readonly string[] {
  return typeof inputs === 'string' ? [inputs] : inputs
}
