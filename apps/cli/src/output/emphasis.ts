/** Emphasis by terminal escape codes. The text stays plain if codes are not allowed. */
import type { Io } from '../io.ts'

export function dim(io: Io, text: string): string {
  return io.colour ? `\x1b[2m${text}\x1b[22m` : text
}

export function red(io: Io, text: string): string {
  return io.colour ? `\x1b[31m${text}\x1b[39m` : text
}
