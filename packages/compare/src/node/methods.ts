/** Every method of the comparison in table order, and the methods that a run uses. */
import { CutsError } from '@cuts/core'
import type { Method } from '../method.ts'
import { portableMethods } from '../methods/index.ts'
import { lambdaRows } from '../methods/lambda-rows.ts'
import { cutsMethods } from './cuts.ts'
import type { CutsChoice } from './cuts-encoders.ts'
import { heldOutMethod, heldOutRows } from './held-out.ts'
import { type ImportedRow, importedMethod } from './imported.ts'
import { lambdaStudy } from './lambda-study.ts'

/** The options that determine the methods and their settings. */
export interface MethodChoices extends CutsChoice {
  /** Results of other tools, one row each. */
  readonly predictions: readonly ImportedRow[]
}

/** Ids of the rows of the whole table. */
export const rowIds: readonly string[] = standardMethods({ preset: 'default', settings: {} }).flatMap(rowsOf)

/** Series of rows that are computed only on request. */
export type Study = 'lambda' | 'heldout'

const studyRows: { readonly [study in Study]: readonly string[] } = {
  lambda: lambdaRows.flatMap(({ kmeans, best }) => [kmeans, best]),
  heldout: heldOutRows,
}

/** A method and its requested rows. */
export interface ChosenMethod {
  readonly method: Method
  readonly rows: readonly string[]
}

/**
 * Returns all methods: the standard ones, those of the studies, and one row for each folder of another tool's results.
 */
export function allMethods(choices: MethodChoices): readonly Method[] {
  return [
    ...standardMethods(choices),
    ...lambdaStudy(choices),
    heldOutMethod(choices),
    ...choices.predictions.map(importedMethod),
  ]
}

/**
 * Returns the methods of the requested rows (all standard ones if undefined), of the studies, and of all imported results.
 * Throws `InvalidOption` for an unknown row, or for one that an imported row would hide.
 */
export function chooseMethods(
  rows: readonly string[] | undefined,
  chosenStudies: readonly Study[],
  choices: MethodChoices,
): ChosenMethod[] {
  const { predictions } = choices
  const methods = allMethods(choices)
  const known = new Set(methods.flatMap(rowsOf))
  const unknown = rows?.find(row => !known.has(row))
  if (unknown !== undefined)
    throw new CutsError('InvalidOption', `there is no method ${unknown}.`, {
      remedy: `Methods: ${rowIds.join(', ')}.`,
    })
  const hidden = predictions.find(({ row }) => methods.filter(method => rowsOf(method).includes(row)).length > 1)
  if (hidden !== undefined)
    throw new CutsError('InvalidOption', `the predictions ${hidden.row} have the name of a method.`, {
      remedy: 'Give them another name.',
    })
  const wanted = new Set([
    ...(rows ?? rowIds),
    ...chosenStudies.flatMap(study => studyRows[study]),
    ...predictions.map(({ row }) => row),
  ])
  return methods.flatMap(method => {
    const own = rowsOf(method).filter(row => wanted.has(row))
    return own.length === 0 ? [] : [{ method, rows: own }]
  })
}

function standardMethods(choice: CutsChoice): readonly Method[] {
  return [...portableMethods, ...cutsMethods(choice)]
}

function rowsOf({ rows }: Method): string[] {
  return Object.keys(rows)
}
