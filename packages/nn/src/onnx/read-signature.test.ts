import { describe, expect, it } from 'vitest'
import { constant, input } from '../graph/node.ts'
import { add, gatherRows } from '../graph/operators.ts'
import { readSignature } from './read-signature.ts'
import { toOnnx } from './to-onnx.ts'

describe('the signature of an ONNX file', () => {
  it('is its inputs and outputs with their types and sizes, open ones as symbols', () => {
    const x = input('pixels', [1, 'H', 3])
    const rows = input('rows', [2], 'int64')
    const bytes = toOnnx({ sum: add(x, constant([1, 2, 3])), picked: gatherRows(input('table', [5, 'K']), rows) })
    expect(readSignature(bytes, 'net.onnx')).toEqual({
      inputs: [
        { name: 'pixels', type: 'float32', shape: [1, 'H', 3] },
        { name: 'table', type: 'float32', shape: [5, 'K'] },
        { name: 'rows', type: 'int64', shape: [2] },
      ],
      outputs: [
        { name: 'sum', type: 'float32', shape: [1, 'H', 3] },
        { name: 'picked', type: 'float32', shape: [2, 'K'] },
      ],
    })
  })

  it('is refused of what is no model', () => {
    for (const bytes of [
      new Uint8Array(0),
      Uint8Array.of(0x3a, 0xff, 0x01, 2, 3),
      new TextEncoder().encode('a picture'),
    ])
      expect(() => readSignature(bytes, 'net.onnx')).toThrow('net.onnx is not an ONNX model.')
  })
})
