/** Reads back a file of a run that is resumed; a damaged one counts as not there, so its part is done again. */
import type { z } from 'zod'

export function parseResult<Schema extends z.ZodType>(schema: Schema, bytes: Uint8Array): z.infer<Schema> | undefined {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)))
  } catch {
    return undefined
  }
}
