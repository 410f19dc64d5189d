/** Every sample in a real browser, against Node: the same bytes give the same pixels, from decoders that the page serves itself. */
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { NamedFile } from '@cuts/formats'
import { writeCodecs } from '@cuts/formats/node'
import { type ItkImage, itkWrite, sharedData, sharedDataReason } from '@cuts/testing'
import { findChromium, launchChromium, noChromiumReason, servePage } from '@cuts/testing/browser'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { formatSamples } from '../samples.ts'
import { decodeToHash } from './decode.ts'
import type { ServedFile } from './page.ts'

const path = findChromium()
const samples = formatSamples() ?? []
const title = 'formats in a browser'.concat(path === undefined ? ` (skipped: ${noChromiumReason})` : '')
/** No name but this machine's leads anywhere: what would be fetched from elsewhere is missing. */
const flags = ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1']

/** What a careful server sends. */
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src data:"

const shades: ItkImage = {
  size: [23, 17],
  components: 3,
  componentType: 'uint8',
  data: Uint8Array.from({ length: 3 * 23 * 17 }, (_, i) => (i * i) % 251),
}

/** Pictures that each decoder of ITK is needed for, whatever samples there are. */
const pictures: readonly NamedFile[] = await Promise.all(
  (['png', 'jpeg', 'bmp', 'tiff'] as const).map(async format => ({
    name: `shades.${format}`,
    bytes: await itkWrite(format, shades),
  })),
)

const served =
  path === undefined
    ? undefined
    : await servePage(fileURLToPath(new URL('page.ts', import.meta.url)), async folder => {
        await writeCodecs(join(folder, 'decoders'))
        // Where the bundler put the worker's script, so that it finds them without being told.
        await mkdir(join(folder, 'assets'), { recursive: true })
        await symlink(join(folder, 'decoders'), join(folder, 'assets/codecs'))
        await mkdir(join(folder, 'pictures'))
        for (const { name, bytes } of pictures) await writeFile(join(folder, 'pictures', name), bytes)
        const shared = sharedData('formats')
        if (shared !== undefined) await symlink(shared, join(folder, 'samples'))
      })
const browser = path === undefined ? undefined : await launchChromium(path, flags)

afterAll(async () => {
  await browser?.close()
  await served?.close()
})

/** What `action` finds in a page of its own, which complains of nothing and asks nothing of other machines. */
async function visit<T>(action: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser!.newContext()
  const complaints: string[] = []
  const origin = new URL(served!.isolatedUrl).origin
  context.on('request', request => {
    if (new URL(request.url()).origin !== origin) complaints.push(`asked for ${request.url()}`)
  })
  await context.route(served!.isolatedUrl, async route => {
    const response = await route.fetch()
    await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } })
  })
  const page = await context.newPage()
  page.on('pageerror', error => complaints.push(String(error)))
  page.on('console', message => {
    if (message.text().includes('Content Security Policy')) complaints.push(message.text())
  })
  await page.goto(served!.isolatedUrl)
  const result = await action(page)
  await context.close()
  expect(complaints).toEqual([])
  return result
}

const isHash = /^[0-9a-f]{64}$/
const pictureFile = (name: string): ServedFile => [`pictures/${name}`, name]

describe.skipIf(path === undefined)(title, () => {
  it('pictures of every decoder are what they are in Node', async () => {
    await visit(async page => {
      await page.evaluate(() => formatsPage.setCodecs('decoders'))
      for (const picture of pictures) {
        const found = await page.evaluate(file => formatsPage.decode([file]), pictureFile(picture.name))
        expect(found, picture.name).toMatch(isHash)
        expect(found, picture.name).toBe(await decodeToHash([picture]))
      }
    })
  })

  it('a worker finds the decoders beside its script', async () => {
    const found = await visit(page =>
      page.evaluate(file => formatsPage.decodeInWorker([file]), pictureFile('shades.png')),
    )
    expect(found).toBe(await decodeToHash([pictures[0]!]))
  })

  it('decoders that are not there are asked for in a sentence', async () => {
    const found = await visit(page =>
      page.evaluate(file => {
        formatsPage.setCodecs('nowhere/')
        return formatsPage.decode([file])
      }, pictureFile('shades.png')),
    )
    expect(found).toMatch(/^Unsupported: the decoder at http:\S+\/nowhere\/png-read-image\.wasm does not load\. Serve /)
  })

  it.skipIf(samples.length === 0)(
    `files of other programs are what they are in Node (${sharedDataReason} if skipped)`,
    async () => {
      const unlike: string[] = []
      const equal = { read: 0, refused: 0 }
      await visit(async page => {
        await page.evaluate(() => formatsPage.setCodecs('decoders/'))
        for (const { path: sample, files } of samples) {
          const folder = dirname(sample)
          const addresses = files.map(
            ({ name }): ServedFile => [`samples/${encodeURI(folder)}/${encodeURIComponent(name)}`, name],
          )
          const found = await page.evaluate(list => formatsPage.decode(list), addresses)
          if (found === (await decodeToHash(files))) equal[isHash.test(found) ? 'read' : 'refused']++
          else unlike.push(`${sample}: ${found}`)
        }
      })
      expect(unlike).toEqual([])
      console.log(`of ${samples.length} samples Chromium reads ${equal.read} and refuses ${equal.refused} as Node does`)
    },
    300_000,
  )
})
