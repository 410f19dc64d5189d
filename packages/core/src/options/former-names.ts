/** Names of earlier versions: options and choices that were renamed are still read, and a notice says the new name. */
import { CutsError } from '../errors.ts'
import type { OptionTable } from './option-spec.ts'

export type OptionsGiven = { readonly [name: string]: unknown }

/**
 * Replaces names of earlier versions by present ones, and reports each to `onNotice`. Everything else stays as it is;
 * nothing is checked. Throws `InvalidOption` if an option is given under both names.
 */
export function currentNames(
  owner: string,
  table: OptionTable,
  given: OptionsGiven,
  onNotice: (message: string) => void = () => {},
): OptionsGiven {
  const current: Record<string, unknown> = { ...given }
  for (const [name, spec] of Object.entries(table)) {
    const { formerly } = spec
    if (formerly !== undefined && current[formerly] !== undefined) {
      if (current[name] !== undefined)
        throw new CutsError('InvalidOption', `\`${formerly}\` of ${owner} is now called \`${name}\`; both are given.`, {
          remedy: `Give \`${name}\` only.`,
        })
      onNotice(`\`${formerly}\` of ${owner} is now called \`${name}\``)
      current[name] = current[formerly]
    }
    if (formerly !== undefined) delete current[formerly]
    const value = current[name]
    const former = spec.kind === 'choice' ? spec.formerChoices : undefined
    if (former !== undefined && typeof value === 'string' && Object.hasOwn(former, value)) {
      onNotice(`\`${value}\` is now called \`${former[value]}\`, as \`${name}\` of ${owner}`)
      current[name] = former[value]
    }
  }
  return current
}
