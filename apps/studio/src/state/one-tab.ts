/** One session, one tab: the tab that holds the lock works, any other says so and can ask for it. */

const name = 'cuts studio session'
/** A tab that does not answer in this time is asleep: the lock is taken from it, ms. */
const patience = 4000

export interface Claim {
  /** Takes the session if no tab has it. */
  readonly take: () => Promise<boolean>
  /** Asks the tab that has it to write what is left and to let go; takes it then. */
  readonly takeOver: () => Promise<boolean>
}

/** `onLost` is awaited before the session is let go. Without locks, on pages that are not safe, there is only one. */
export function createClaim(onLost: () => Promise<void>): Claim {
  if (navigator.locks === undefined) return { take: async () => true, takeOver: async () => true }
  const channel = new BroadcastChannel(name)
  let release: (() => void) | undefined
  const letGo = async (): Promise<void> => {
    const end = release
    release = undefined
    if (end === undefined) return
    await onLost()
    end()
  }
  const hold = (options: LockOptions): Promise<boolean> =>
    new Promise(resolve => {
      navigator.locks
        .request(name, options, lock => {
          resolve(lock !== null)
          if (lock === null) return undefined
          return new Promise<void>(end => {
            release = end
          })
        })
        .catch(() => {
          // Nobody let go in time; or this tab was asleep, and another one took the lock from it.
          resolve(false)
          void letGo()
        })
    })
  channel.addEventListener('message', () => void letGo())
  return {
    take: () => hold({ ifAvailable: true }),
    takeOver: async () => {
      channel.postMessage('let go')
      return (await hold({ signal: AbortSignal.timeout(patience) })) || hold({ steal: true })
    },
  }
}
