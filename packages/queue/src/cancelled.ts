/** Runs that are not to go on. Their jobs end without doing anything, wherever they are. */
import type { Redis } from 'ioredis'
import { prefix } from './connect.ts'

/** As long as jobs can wait. */
const rememberedSeconds = 30 * 24 * 3600

const keyOf = (run: string): string => `${prefix}-cancelled-${run}`

export async function markCancelled(client: Redis, run: string): Promise<void> {
  await client.set(keyOf(run), '1', 'EX', rememberedSeconds)
}

export async function isCancelled(client: Redis, run: string): Promise<boolean> {
  return (await client.exists(keyOf(run))) === 1
}
