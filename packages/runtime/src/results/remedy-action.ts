/** The schema of an action, for failures in files. */
import type { RemedyAction } from '@cuts/core'
import { z } from 'zod'

/** Codes without facts. */
const plain = [
  'resume',
  'repeat',
  'continue or replace results',
  'replace file',
  'start over',
  'match or start over',
  'segment again',
  'choose results',
  'choose masks',
  'use processor',
  'give checksum',
  'choose address',
] as const

/** One that a later version wrote and this one does not know is left out. */
export const remedyActionSchema = z
  .discriminatedUnion('do', [
    z.object({ do: z.enum(plain) }),
    z.object({
      do: z.literal('choose output'),
      that: z.enum(['is writable', 'is free']).optional(),
      outside: z.string().optional(),
      or: z.boolean().optional(),
    }),
    z.object({ do: z.literal('choose preset'), preset: z.string() }),
    z.object({ do: z.literal('lower setting'), setting: z.string(), to: z.number() }),
    z.object({ do: z.literal('coarsen volume'), spacing: z.number(), memory: z.number() }),
    z.object({ do: z.literal('give weights'), names: z.array(z.string()).readonly() }),
    z.object({ do: z.literal('allow memory'), gigabytes: z.number() }),
    z.object({ do: z.literal('read guide'), page: z.enum(['models', 'datasets']) }),
  ])
  .optional()
  .catch(undefined) satisfies z.ZodType<RemedyAction | undefined>
