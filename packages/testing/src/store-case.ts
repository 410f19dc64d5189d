/** A requirement of a store, and the place where it is checked. */
import type { Store } from '@cuts/runtime'

/** The place of one store, empty at first. */
export interface StorePlace {
  /** Opens the store with everything that an earlier store wrote here. */
  open(): Promise<Store>
  /** Opens the store for writing only. Space runs out in the middle of file number `call`. */
  openFailing?(call: number): Promise<Store>
}

export interface StoreCase {
  readonly name: string
  /** Whether a place must have `openFailing`. */
  readonly fails: boolean
  run(place: StorePlace): Promise<void>
}
