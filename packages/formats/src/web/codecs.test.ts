import { afterEach, expect, it } from 'vitest'
import { codecAddress, fetchCodec, setCodecs } from './codecs.ts'

afterEach(() => setCodecs(new URL('codecs/', import.meta.url)))

it('decoders lie beside the script unless another folder is given, with or without a slash at its end', () => {
  expect(codecAddress('a.wasm')).toBe(new URL('codecs/a.wasm', import.meta.url).href)
  setCodecs('http://127.0.0.1/some/folder')
  expect(codecAddress('a.wasm')).toBe('http://127.0.0.1/some/folder/a.wasm')
  setCodecs('http://127.0.0.1/other/')
  expect(codecAddress('a.wasm')).toBe('http://127.0.0.1/other/a.wasm')
})

it('an address that is none is refused, and a decoder that is not there is named', async () => {
  expect(() => setCodecs('http://[')).toThrow(expect.objectContaining({ code: 'InvalidArgument' }))
  setCodecs('http://127.0.0.1:1/')
  await expect(fetchCodec('a.wasm')).rejects.toMatchObject({
    code: 'Unsupported',
    message: 'the decoder at http://127.0.0.1:1/a.wasm does not load.',
    remedy: expect.stringContaining('writeCodecs'),
  })
})
