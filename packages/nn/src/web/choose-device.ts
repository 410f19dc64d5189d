/** Chooses the device in a browser from the features of the browser, and gives the reason in one line. */
import { CutsError } from '@cuts/core'

export type WebDevice = 'auto' | 'wasm' | 'webgpu'

/** The user's choice. */
export interface DeviceWish {
  readonly device?: WebDevice | undefined
  readonly threads?: number | undefined
}

export interface BrowserFacts {
  /** Cross-origin isolated, so that threads can share memory. */
  readonly isolated: boolean
  /** Logical cores that the browser reports. */
  readonly cores: number
  /**
   * The WebGPU adapter of the browser, if any: `name` is vendor and architecture; `emulated` means that the processor
   * emulates a graphics card.
   */
  readonly adapter: { readonly name: string; readonly emulated: boolean } | undefined
}

export interface DeviceChoice {
  readonly device: 'wasm' | 'webgpu'
  readonly threads: number
  /** One line: the device in use, and why it is not another one. */
  readonly notice: string
}

/** Every thread is a worker with a start of its own; on machines with many cores, using all of them is not worth it. */
const mostThreads = 8

/**
 * Chooses WebGPU if there is a real adapter, or any adapter if WebGPU was requested, unless `failure` states how it
 * failed. Otherwise chooses WebAssembly, on all cores (at most 8) if the page is isolated. Throws `InvalidOption` for
 * an invalid number of threads.
 */
export function chooseDevice(facts: BrowserFacts, wish: DeviceWish, failure?: string): DeviceChoice {
  const { isolated, cores, adapter } = facts
  const wanted = wish.threads ?? Math.min(cores, mostThreads)
  if (!Number.isInteger(wanted) || wanted < 1)
    throw new CutsError('InvalidOption', `threads must be an integer of at least 1. Got ${wanted}.`)
  const threads = isolated ? wanted : 1
  const reason = whyNotWebGpu(adapter, wish.device ?? 'auto', failure)
  if (reason === undefined) return { device: 'webgpu', threads, notice: `WebGPU on ${adapter!.name}` }
  const reasons = [reason]
  if (!isolated && wanted > 1)
    reasons.push('the page is not cross-origin isolated (COOP/COEP headers), so threads are off')
  const notice = `WebAssembly with ${threads} thread${threads === 1 ? '' : 's'}: ${reasons.join('; ')}`
  return { device: 'wasm', threads, notice }
}

function whyNotWebGpu(
  adapter: BrowserFacts['adapter'],
  device: WebDevice,
  failure: string | undefined,
): string | undefined {
  if (device === 'wasm') return 'as asked'
  if (adapter === undefined) return 'this browser offers no WebGPU adapter'
  if (failure !== undefined) return `WebGPU on ${adapter.name} cannot be used, ${failure}`
  if (device === 'auto' && adapter.emulated)
    return `WebGPU on ${adapter.name} is only emulated by the processor, which is slower`
  return undefined
}
