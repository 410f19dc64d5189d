/**
 * The engine in a real browser, in a worker, against Node: WebAssembly with threads and without, and WebGPU where there
 * is an adapter. One drawn by the processor counts: the arithmetic is the same.
 */
import { fileURLToPath } from 'node:url'
import type { Engine } from '@cuts/nn'
import { createNodeEngine } from '@cuts/nn/node'
import type { ConnectOptions } from '@cuts/nn/web'
import { findChromium, launchChromium, noChromiumReason, servePage } from '@cuts/testing/browser'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { largestError } from '../../packages/nn/src/testing/small-encoder.ts'
import { type BatchSize, embed, type Trained, train } from './recipe.ts'

/** 64 windows; an emulated graphics card takes seconds for a step, so it gets 8 windows and four steps. */
const usual: BatchSize = { images: 4, pairs: 8, steps: 10 }
const small: BatchSize = { images: 2, pairs: 2, steps: 4 }
const tolerance = 1e-3
/**
 * Of embeddings by encoders that each side trained for itself. AdamW makes a whole step of a gradient that is nothing but
 * rounding, and every step spreads that: two formulations in Node differ as much.
 */
const ownTolerance = 1e-2

const path = findChromium()
const flags = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader']
const title = 'training in a browser'.concat(path === undefined ? ` (skipped: ${noChromiumReason})` : '')

const served = path === undefined ? undefined : await servePage(fileURLToPath(new URL('page.ts', import.meta.url)))
const browser = path === undefined ? undefined : await launchChromium(path, flags)
// Asked before the tests are listed, so that one that is skipped can say why.
const hasAdapter = await visit('isolatedUrl', page => page.evaluate(() => testPage.hasAdapter()))
const webGpu = 'on WebGPU'.concat(hasAdapter ? '' : ' (skipped: this browser offers no WebGPU adapter)')

afterAll(async () => {
  await browser?.close()
  await served?.close()
})

/** What `action` finds in a page of its own, which complains of nothing and asks nothing of other machines. */
async function visit<T>(url: 'isolatedUrl' | 'openUrl', action: (page: Page) => Promise<T>): Promise<T | undefined> {
  if (browser === undefined || served === undefined) return undefined
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(String(error)))
  page.on('request', request => {
    if (!/^(blob:)?http:\/\/127\.0\.0\.1:/.test(request.url())) complaints.push(`asked for ${request.url()}`)
  })
  await page.goto(served[url])
  const result = await action(page)
  await page.close()
  expect(complaints).toEqual([])
  return result
}

describe.skipIf(path === undefined)(title, () => {
  let node: Engine
  const inNode = new Map<BatchSize, Trained>()
  beforeAll(async () => {
    node = await createNodeEngine({ device: 'cpu', threads: 1 })
    for (const size of [usual, small]) inNode.set(size, await train(node, size))
  })

  const compute = async (url: 'isolatedUrl' | 'openUrl', options: ConnectOptions, size: BatchSize) =>
    (await visit(url, page =>
      page.evaluate(([options, size]) => testPage.compute(options, size), [options, size] as const),
    ))!

  function expectLosses(actual: readonly number[], size: BatchSize): void {
    const expected = inNode.get(size)!.losses
    expect(actual).toHaveLength(3 * size.steps)
    const errors = expected.map((loss, i) => Math.abs(actual[i]! / loss - 1))
    expect(Math.max(...errors)).toBeLessThan(tolerance)
  }

  /** Against Node with the very encoder that the page trained, and with the one that Node trained. */
  async function expectEmbedding(
    actual: { readonly model: string; readonly embedding: readonly number[] },
    size: BatchSize,
  ): Promise<void> {
    const same = await embed(node, Buffer.from(actual.model, 'latin1'))
    expect(largestError(actual.embedding, same)).toBeLessThan(tolerance)
    const own = await embed(node, inNode.get(size)!.model)
    expect(largestError(actual.embedding, own)).toBeLessThan(ownTolerance)
  }

  it('on WebAssembly with threads gives what Node gives, and the page stays responsive', async () => {
    const { device, threads, notice, losses, responsiveSteps, ...result } = await compute(
      'isolatedUrl',
      { device: 'wasm', threads: 2 },
      usual,
    )
    expect({ device, threads, notice }).toEqual({
      device: 'wasm',
      threads: 2,
      notice: 'WebAssembly with 2 threads: as asked',
    })
    expectLosses(losses, usual)
    await expectEmbedding(result, usual)
    // A page that computed itself would get its turn between two steps at most.
    expect(responsiveSteps).toBe(usual.steps)
  })

  it('on WebAssembly in a page without isolation takes one thread, says so, and gives what Node gives', async () => {
    const { device, threads, notice, losses, ...result } = await compute(
      'openUrl',
      { device: 'wasm', threads: 2 },
      usual,
    )
    expect({ device, threads }).toEqual({ device: 'wasm', threads: 1 })
    expect(notice).toContain('not cross-origin isolated')
    expectLosses(losses, usual)
    await expectEmbedding(result, usual)
  })

  it('when cancelled ends at once, and another worker can take over', async () => {
    const options: ConnectOptions = { device: 'wasm', threads: 2 }
    const cancelled = await visit('isolatedUrl', page =>
      page.evaluate(([options, size]) => testPage.cancel(options, size), [options, usual] as const),
    )
    expect(cancelled).toMatchObject({ code: 'Cancelled' })
    expectLosses(cancelled!.losses, usual)
  })

  it('says in a sentence that the files of onnxruntime-web are missing', async () => {
    const thrown = await visit('isolatedUrl', page => page.evaluate(() => testPage.withoutFiles()))
    expect(thrown).toMatchObject({
      code: 'Unsupported',
      message: expect.stringMatching(/^onnxruntime-web does not start: .+\.$/),
    })
  })

  describe.skipIf(!hasAdapter)(webGpu, () => {
    it('gives what Node gives', async () => {
      const { device, notice, losses, ...result } = await compute('isolatedUrl', { device: 'webgpu' }, small)
      expect({ device, notice }).toEqual({ device: 'webgpu', notice: expect.stringMatching(/^WebGPU on \w/) })
      expectLosses(losses, small)
      await expectEmbedding(result, small)
    }, 240_000)

    it('falls back to WebAssembly in one line where no device is given', async () => {
      const found = await visit('isolatedUrl', page =>
        page.evaluate(() => testPage.withoutWebGpu({ device: 'webgpu' })),
      )
      expect(found).toEqual({
        device: 'wasm',
        notice: expect.stringMatching(/^WebAssembly with \d+ threads?: WebGPU on .+ cannot be used, .+$/),
      })
    })
  })
})
