import type { Io } from '../io.ts'

/** What a command line said and how it ended the process, as far as it went. */
export interface Said {
  out: string
  err: string
  readonly exits: number[]
}

/** A process that collects what it is told: no terminal, and a clock that stands still. */
export function collectingIo(change: Partial<Io> = {}): { readonly io: Io; readonly said: Said } {
  const said: Said = { out: '', err: '', exits: [] }
  const io: Io = {
    out: text => {
      said.out += text
    },
    err: text => {
      said.err += text
    },
    rewritable: false,
    colour: false,
    columns: () => 80,
    now: () => 0,
    debug: false,
    environment: {},
    readInput: () => Promise.reject(new Error('the command reads standard input that the test does not give')),
    onInterrupt: () => () => {},
    exit: code => void said.exits.push(code),
    ...change,
  }
  return { io, said }
}
