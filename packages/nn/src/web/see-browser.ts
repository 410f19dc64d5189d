/** The facts that decide the choice of device, read from the page or worker in which this runs. */
import type { BrowserFacts } from './choose-device.ts'

/** The used globals of a page or worker. Every part may be missing. */
interface Scope {
  readonly crossOriginIsolated?: boolean
  readonly navigator?: {
    readonly hardwareConcurrency?: number
    readonly gpu?: { requestAdapter(): Promise<Adapter | null> }
  }
}

interface Adapter {
  readonly info?: { readonly vendor: string; readonly architecture: string; readonly isFallbackAdapter?: boolean }
}

export async function seeBrowser(scope: Scope = globalThis as Scope): Promise<BrowserFacts> {
  // A browser may have WebGPU and refuse it by throwing; this counts as no adapter.
  const adapter = await scope.navigator?.gpu?.requestAdapter().catch(() => null)
  return {
    isolated: scope.crossOriginIsolated === true,
    cores: scope.navigator?.hardwareConcurrency ?? 1,
    adapter: adapter ? describe(adapter) : undefined,
  }
}

function describe({ info }: Adapter): NonNullable<BrowserFacts['adapter']> {
  const name = [info?.vendor, info?.architecture].filter(part => part !== undefined && part !== '').join(' ')
  return {
    name: name === '' ? 'an unnamed adapter' : name,
    emulated: info?.isFallbackAdapter === true || info?.architecture === 'swiftshader',
  }
}
