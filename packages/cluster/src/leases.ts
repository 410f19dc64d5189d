/** Leases: which of several processes does a unit of work, without a server between them. */

export interface Lease {
  /** 1 for the first holder; one more for each that took it over from a holder that had ended or failed. */
  readonly generation: number
  /** Gives it back: the work is done, or somebody else may begin it. */
  release(): Promise<void>
  /** Gives it back after a failure: who takes it next sees a higher generation. */
  abandon(): Promise<void>
}

export interface Leases {
  /** Takes the lease of a name, or returns undefined while another process holds it. */
  take(name: string): Promise<Lease | undefined>
}

/** Waits for a lease. Throws the reason of the signal once it is raised. */
export async function waitFor(
  leases: Leases,
  name: string,
  { pause, signal }: { readonly pause: () => Promise<void>; readonly signal?: AbortSignal | undefined },
): Promise<Lease> {
  for (;;) {
    signal?.throwIfAborted()
    const lease = await leases.take(name)
    if (lease !== undefined) return lease
    await pause()
  }
}
