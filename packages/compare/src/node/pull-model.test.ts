/** Models pulled from a server of our own, which may break off, forget ranges, or send something else. */
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ModelPull, type PullEvent, pullModel } from './pull-model.ts'

const file = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) >>> 3))
const sha256 = createHash('sha256').update(file).digest('hex')

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const whole: Answer = (_, response) => response.writeHead(200, { 'content-length': file.length }).end(file)
const ranges: Answer = (request, response) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? 'bytes=0-')?.[1])
  if (from >= file.length) response.writeHead(416).end()
  else if (from === 0) whole(request, response)
  else response.writeHead(206, { 'content-length': file.length - from }).end(file.subarray(from))
}
/** Promises everything, sends a third, and hangs up. */
const broken: Answer = (_, response) => {
  response.writeHead(200, { 'content-length': file.length })
  response.write(file.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 50))
}

describe('pullModel', () => {
  let dir: string
  let answer: Answer
  let asked: (string | undefined)[]
  let events: PullEvent[]
  const server = createServer((request, response) => {
    asked.push(request.headers.range)
    answer(request, response)
  })

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'cuts-models-'))
    asked = []
    events = []
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(async () => {
    await new Promise(resolve => server.close(resolve))
    await rm(dir, { recursive: true })
  })

  const pull = (change: Partial<ModelPull> = {}) =>
    pullModel({
      name: 'dino',
      dir: join(dir, 'models'),
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.onnx`,
      sha256,
      onEvent: event => events.push(event),
      ...change,
    })
  const kept = async () => (await readdir(join(dir, 'models'))).sort()
  const without = async <T>(promise: Promise<T>): Promise<Error & { code: string }> =>
    promise.then(
      () => expect.fail('it did not fail'),
      error => error,
    )

  it('fetches a file, tells how far it is, and keeps its checksum beside it', async () => {
    answer = whole
    const path = join(dir, 'models', 'dino.onnx')
    expect(await pull()).toEqual({ name: 'dino', path, sha256, bytes: 300_000, checked: 'given', kept: false })
    expect(await readFile(path)).toEqual(file)
    expect(await readFile(`${path}.sha256`, 'utf8')).toBe(`${sha256}  dino.onnx\n`)
    expect(await kept()).toEqual(['dino.onnx', 'dino.onnx.sha256'])
    expect(events.at(-1)).toMatchObject({ type: 'pull', name: 'dino', bytes: 300_000, total: 300_000, etaSeconds: 0 })
  })

  it('keeps what is there and right, without asking the server', async () => {
    answer = whole
    await pull()
    expect(await pull()).toMatchObject({ kept: true, sha256 })
    expect(asked).toHaveLength(1)
  })

  it('goes on where it stopped', async () => {
    answer = broken
    const failure = await without(pull())
    expect(failure).toMatchObject({ code: 'Unreadable', remedy: expect.stringContaining('go on where it stopped') })
    expect(failure.message).toMatch(/cannot be fetched: the connection broke after \d+ bytes\.$/)
    expect(await kept()).toEqual(['dino.onnx.part'])
    answer = ranges
    expect(await pull()).toMatchObject({ sha256, kept: false })
    expect(asked[1]).toMatch(/^bytes=[1-9]\d*-$/)
    expect(await kept()).toEqual(['dino.onnx', 'dino.onnx.sha256'])
  })

  it('starts anew where the server knows no ranges, the rest is there already, or no checksum would tell', async () => {
    answer = broken
    await without(pull())
    answer = whole
    expect(await pull()).toMatchObject({ sha256, bytes: 300_000 })

    await rm(join(dir, 'models', 'dino.onnx'))
    await writeFile(join(dir, 'models', 'dino.onnx.part'), Buffer.alloc(400_000))
    answer = ranges
    expect(await pull()).toMatchObject({ sha256, bytes: 300_000 })
    expect(asked.slice(-2)).toEqual(['bytes=400000-', undefined])

    await rm(join(dir, 'models'), { recursive: true })
    answer = broken
    await without(pull({ sha256: undefined }))
    answer = ranges
    expect(await pull({ sha256: undefined })).toMatchObject({ sha256 })
    expect(asked.at(-1)).toBeUndefined()
  })

  it('keeps nothing that has another checksum', async () => {
    answer = whole
    const other = sha256.replace(/^./, digit => (digit === '0' ? '1' : '0'))
    expect(await without(pull({ sha256: other }))).toMatchObject({
      code: 'Mismatch',
      message: expect.stringContaining(`has the SHA-256 ${sha256}, and not ${other} (given).`),
    })
    expect(await without(pull({ name: 'sam-decoder', sha256: undefined }))).toMatchObject({
      code: 'Mismatch',
      message: expect.stringContaining('(published).'),
    })
    expect(await kept()).toEqual([])
  })

  it('records a checksum that nobody knows, says so, and holds the file against it from then on', async () => {
    answer = whole
    expect(await pull({ sha256: undefined })).toMatchObject({ checked: 'first use', sha256 })
    expect(events.at(-1)).toMatchObject({ type: 'notice', message: expect.stringContaining(`recorded ${sha256}`) })
    expect(await pull({ sha256: undefined })).toMatchObject({ checked: 'recorded', kept: true })
    await writeFile(join(dir, 'models', 'dino.onnx'), 'changed')
    expect(await without(pull({ sha256: undefined }))).toMatchObject({
      code: 'Mismatch',
      message: expect.stringContaining(`and not ${sha256} (recorded).`),
    })
  })

  it('can be interrupted, and says what the server answers', async () => {
    answer = broken
    const stop = new AbortController()
    const stopped = pull({ signal: stop.signal, onEvent: () => stop.abort() })
    expect(await without(stopped)).toMatchObject({ code: 'Cancelled' })
    answer = (_, response) => response.writeHead(404).end()
    expect((await without(pull())).message).toMatch(/cannot be fetched: the server answers 404\.$/)
    await expect(pull({ url: 'http://127.0.0.1:1/model.onnx' })).rejects.toMatchObject({
      code: 'Unreadable',
      message: 'http://127.0.0.1:1/model.onnx cannot be fetched: the server cannot be reached.',
    })
  })

  it('refuses names and checksums that are none, and what is no address', async () => {
    await expect(pull({ name: 'resnet' })).rejects.toMatchObject({
      code: 'InvalidOption',
      message: 'There is no model `resnet`.',
      remedy: expect.stringContaining('dino, sam-encoder, sam-decoder'),
    })
    await expect(pull({ sha256: 'abc' })).rejects.toMatchObject({ code: 'InvalidOption' })
    await expect(pull({ url: 'model.onnx' })).rejects.toMatchObject({ code: 'Unreadable' })
  })
})
