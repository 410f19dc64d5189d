import { isCutsError } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { type BrowserFacts, chooseDevice } from './choose-device.ts'
import { seeBrowser } from './see-browser.ts'

const card = { name: 'nvidia ampere', emulated: false }
const emulation = { name: 'google swiftshader', emulated: true }
const isolated: BrowserFacts = { isolated: true, cores: 2, adapter: undefined }
const open: BrowserFacts = { ...isolated, isolated: false }

describe('chooseDevice', () => {
  it.each([
    ['a card', { ...isolated, adapter: card }, {}, 'webgpu', 2, 'WebGPU on nvidia ampere'],
    ['a card, threads off', { ...open, adapter: card }, {}, 'webgpu', 1, 'WebGPU on nvidia ampere'],
    ['no adapter', isolated, {}, 'wasm', 2, 'WebAssembly with 2 threads: this browser offers no WebGPU adapter'],
    [
      'no adapter where one is asked for',
      isolated,
      { device: 'webgpu' },
      'wasm',
      2,
      'WebAssembly with 2 threads: this browser offers no WebGPU adapter',
    ],
    [
      'a card not asked for',
      { ...isolated, adapter: card },
      { device: 'wasm' },
      'wasm',
      2,
      'WebAssembly with 2 threads: as asked',
    ],
    [
      'an emulated card',
      { ...isolated, adapter: emulation },
      {},
      'wasm',
      2,
      'WebAssembly with 2 threads: WebGPU on google swiftshader is only emulated by the processor, which is slower',
    ],
    [
      'an emulated card asked for',
      { ...isolated, adapter: emulation },
      { device: 'webgpu' },
      'webgpu',
      2,
      'WebGPU on google swiftshader',
    ],
    [
      'a page that is not isolated',
      open,
      { device: 'wasm' },
      'wasm',
      1,
      'WebAssembly with 1 thread: as asked; the page is not cross-origin isolated (COOP/COEP headers), so threads are off',
    ],
    ['one thread asked for', open, { device: 'wasm', threads: 1 }, 'wasm', 1, 'WebAssembly with 1 thread: as asked'],
    ['many cores', { ...isolated, cores: 64 }, { device: 'wasm' }, 'wasm', 8, 'WebAssembly with 8 threads: as asked'],
  ] as const)('%s', (_, facts, wish, device, threads, notice) => {
    expect(chooseDevice(facts, wish)).toEqual({ device, threads, notice })
  })

  it('takes WebAssembly where WebGPU failed, and says how', () => {
    expect(chooseDevice({ ...isolated, adapter: card }, {}, 'no memory')).toEqual({
      device: 'wasm',
      threads: 2,
      notice: 'WebAssembly with 2 threads: WebGPU on nvidia ampere cannot be used, no memory',
    })
  })

  it('refuses threads that are none', () => {
    for (const threads of [0, -1, 1.5, Number.NaN]) {
      let error: unknown
      try {
        chooseDevice(isolated, { threads })
      } catch (thrown) {
        error = thrown
      }
      expect(isCutsError(error, 'InvalidOption')).toBe(true)
    }
  })
})

describe('seeBrowser', () => {
  const withAdapter = (info: object | undefined) =>
    seeBrowser({
      crossOriginIsolated: true,
      navigator: { hardwareConcurrency: 4, gpu: { requestAdapter: async () => ({ info }) as never } },
    })

  it('names the adapter and knows an emulated one', async () => {
    expect(await withAdapter({ vendor: 'nvidia', architecture: 'ampere' })).toEqual({
      isolated: true,
      cores: 4,
      adapter: card,
    })
    expect((await withAdapter({ vendor: 'google', architecture: 'swiftshader' })).adapter).toEqual(emulation)
    expect((await withAdapter({ vendor: 'x', architecture: '', isFallbackAdapter: true })).adapter?.emulated).toBe(true)
    expect((await withAdapter(undefined)).adapter?.name).toBe('an unnamed adapter')
  })

  it('finds no adapter where there is none, or WebGPU refuses', async () => {
    const nothing = { isolated: false, cores: 1, adapter: undefined }
    expect(await seeBrowser({})).toEqual(nothing)
    expect(await seeBrowser({ navigator: { gpu: { requestAdapter: async () => null } } })).toEqual(nothing)
    const refusing = { requestAdapter: () => Promise.reject(new Error('blocked')) }
    expect(await seeBrowser({ navigator: { gpu: refusing } })).toEqual(nothing)
  })
})
