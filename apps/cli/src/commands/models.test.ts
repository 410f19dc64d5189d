import type { ModelPull, PulledModel } from '@cuts/compare/node'
import { CutsError } from '@cuts/core'
import { expect, it } from 'vitest'
import { runOverStandIns } from '../testing/run-cuts.ts'
import type { UseCases } from '../use-cases.ts'

const publishedModels = {
  dino: { doc: 'features', url: 'https://models.test/dino.onnx' },
  sam: { doc: 'masks', url: 'https://models.test/sam.onnx', sha256: 'ab' },
  small: { doc: 'features, fewer', url: 'https://models.test/small.onnx', weights: 'dino' },
}

async function pullModel({ name, onEvent }: ModelPull): Promise<PulledModel> {
  onEvent({ type: 'pull', name, bytes: 1_500_000, total: 3_000_000, etaSeconds: 4 })
  onEvent({ type: 'notice', message: 'no checksum is known' })
  onEvent({ type: 'pull', name, bytes: 3_000_000, total: 3_000_000, etaSeconds: 0 })
  return { name, path: 'models/dino.onnx', sha256: 'cd', bytes: 3_000_000, checked: 'first use', kept: false }
}

const cuts = (argv: readonly string[], useCases: Partial<UseCases> = {}) =>
  runOverStandIns(argv, { useCases: { publishedModels, pullModel, ...useCases } })

it('lists what there is', async () => {
  const { code, out } = await cuts(['models', 'list'])
  expect(code).toBe(0)
  expect(out).toMatch(/dino +features\nsam +masks/)
  const { out: json } = await cuts(['models', 'list', '--json'])
  expect(
    json
      .trim()
      .split('\n')
      .map(line => JSON.parse(line)),
  ).toEqual([
    { name: 'dino', doc: 'features', url: 'https://models.test/dino.onnx' },
    { name: 'sam', doc: 'masks', url: 'https://models.test/sam.onnx', sha256: 'ab' },
    { name: 'small', doc: 'features, fewer', url: 'https://models.test/small.onnx', weights: 'dino' },
  ])
})

it('pulls one, shows how far it is, and says how to use it', async () => {
  const flags = ['--dir', 'weights', '--url', 'http://here/x.onnx', '--checksum', 'cd']
  const { code, out, err, calls } = await cuts(['models', 'pull', 'dino', ...flags])
  expect(code).toBe(0)
  expect(calls).toMatchObject([{ name: 'dino', dir: 'weights', url: 'http://here/x.onnx', sha256: 'cd' }])
  expect(err).toContain('dino 1.5 MB of 3.0 MB  about 4 s left\n')
  expect(err).toContain('note: no checksum is known\n')
  expect(out).toContain('models/dino.onnx is saved; SHA-256 cd, no known checksum to check it against\n')
  expect(out).toContain('cuts compare DATASET --weights dino=models/dino.onnx\n')
  expect((await cuts(['models', 'pull', 'small'])).out).toContain('--weights dino=models/dino.onnx\n')
})

it('streams objects with --json, and only the summary with --quiet', async () => {
  const types = (out: string) =>
    out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).type)
  expect(types((await cuts(['models', 'pull', 'dino', '--json'])).out)).toEqual(['pull', 'notice', 'pull', 'summary'])
  expect(types((await cuts(['models', 'pull', 'dino', '--json', '--quiet'])).out)).toEqual(['summary'])
  expect((await cuts(['models', 'pull', 'dino', '--quiet'])).out).toBe('')
})

it('asks for a name, and fails with the exit code of its error', async () => {
  const { code, err } = await cuts(['models', 'pull'])
  expect(code).toBe(2)
  expect(err).toContain('pull needs the name of a model.\nModels: dino, sam, small.\n')
  const pullModel = () => Promise.reject(new CutsError('Cancelled', 'the fetch was interrupted.'))
  expect((await cuts(['models', 'pull', 'dino'], { pullModel })).code).toBe(130)
})
