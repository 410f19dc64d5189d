/**
 * Tests in a separate process whether a device really computes: an unsuitable driver may end the process that tries it,
 * and no fallback would then be possible.
 */
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { input } from '../graph/node.ts'
import { add } from '../graph/operators.ts'
import { toOnnx } from '../onnx/to-onnx.ts'

/** Milliseconds after which an unresponsive device is given up. Drivers may compile for a while when first used. */
const patience = 30_000

/** Returns undefined if the device works, else the reason in a few words. */
export function probeDevice(device: 'webgpu' | 'cuda'): Promise<string | undefined> {
  const x = input('x', [2])
  const model = Buffer.from(toOnnx({ y: add(x, x) })).toString('base64')
  const runtime = createRequire(import.meta.url).resolve('onnxruntime-node')
  const script = `
    const ort = require(${JSON.stringify(runtime)})
    const x = new ort.Tensor('float32', Float32Array.of(1, 2), [2])
    ort.InferenceSession.create(Buffer.from('${model}', 'base64'), { executionProviders: ['${device}'], logSeverityLevel: 4 })
      .then(session => session.run({ x }))
      .then(({ y }) => process.stdout.write('computed ' + y.data.join()))
      .catch(error => process.stdout.write(error.message))`
  return new Promise(resolve => {
    execFile(process.execPath, ['-e', script], { timeout: patience }, (error, stdout) => {
      if (stdout === 'computed 2,4') resolve(undefined)
      else if (error?.killed) resolve('it does not answer')
      else if (stdout.startsWith('computed')) resolve('it computes wrong values')
      else resolve(reason(stdout, error?.signal ?? undefined))
    })
  })
}

/** Shortens ONNX Runtime's message to its reason, without its files and addresses. */
function reason(message: string, signal: string | undefined): string {
  if (/adapter/i.test(message)) return 'no graphics adapter was found'
  if (/shared library|libcu|providers_cuda/i.test(message))
    return 'the CUDA libraries for ONNX Runtime are not installed'
  if (signal !== undefined) return `its driver failed (${signal})`
  const sentence = message.split('\n')[0]!.slice(0, 200)
  return sentence === '' ? 'its driver failed' : sentence
}
