/** `inventory.json`: the inventory of a run, so that a resumed run need not read the files again. */
import { resultFiles } from '../results/result-layout.ts'
import type { Store } from '../store/store.ts'
import type { DatasetVolume } from './dataset.ts'
import type { Inventory } from './inventory.ts'

interface InventoryFile extends Omit<Inventory, 'volumes' | 'identifiers'> {
  readonly format: 'cuts-inventory'
  readonly version: 1
  /** Names the listing of files and the settings that the inventory was taken with. */
  readonly key: string
  readonly volumes: readonly (readonly [string, DatasetVolume])[]
}

/** Patient data is not written. */
export async function writeInventory(
  store: Store,
  key: string,
  { identifiers: _, volumes, ...inventory }: Inventory,
  place: string = resultFiles.inventory,
): Promise<void> {
  const file: InventoryFile = {
    format: 'cuts-inventory',
    version: 1,
    key,
    ...inventory,
    // Last, wherever the inventory has them: one that was read is written to the same bytes.
    volumes: [...volumes],
  }
  await store.put(place, `${JSON.stringify(file)}\n`)
}

/**
 * Returns the inventory in a store if it has this key, or any inventory if `key` is undefined. A damaged one counts as
 * absent.
 */
export async function readInventory(
  store: Store,
  key: string | undefined,
  place: string = resultFiles.inventory,
): Promise<Inventory | undefined> {
  const bytes = await store.get(place)
  if (bytes === undefined) return undefined
  try {
    const { format, version, key: own, volumes, ...rest }: InventoryFile = JSON.parse(new TextDecoder().decode(bytes))
    if (format !== 'cuts-inventory' || version !== 1 || (key !== undefined && own !== key)) return undefined
    return { ...rest, volumes: new Map(volumes) }
  } catch {
    return undefined
  }
}
