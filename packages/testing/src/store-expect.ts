/** Expectations about stores that need no test runner, so that they run in a page too. */
import type { Store } from '@cuts/runtime'

/** Throws unless two values hold the same; keys of objects may come in any order. */
export function expectSame(actual: unknown, expected: unknown, at = ''): void {
  const [is, should] = [show(actual), show(expected)]
  if (is !== should) throw new Error(`${at === '' ? '' : `At ${at}: `}Got ${is}. Expected ${should}.`)
}

/** Throws unless `action` throws an error with this code. */
export async function expectThrown(code: string, action: () => Promise<unknown>, at = ''): Promise<void> {
  const thrown = await action().then(
    () => 'nothing',
    (error: { readonly code?: string }) => error.code ?? String(error),
  )
  expectSame(thrown, code, at)
}

/** Returns the content of a store as texts. Checks that listed sizes are correct and keys are in order. */
export async function contentsOf(store: Store): Promise<{ [key: string]: string }> {
  const contents: { [key: string]: string } = {}
  const entries = await store.list('')
  for (const { key, bytes } of entries) {
    const read = (await store.get(key)) ?? new Uint8Array(0)
    expectSame(bytes, read.length, key)
    contents[key] = new TextDecoder('utf-8', { ignoreBOM: true }).decode(read)
  }
  const keys = entries.map(({ key }) => key)
  expectSame(keys, [...keys].sort())
  return contents
}

function show(value: unknown): string {
  if (value === undefined) return 'undefined'
  return JSON.stringify(value, (_, inner) => {
    if (inner instanceof Uint8Array) return `bytes ${inner.join(' ')}`
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
