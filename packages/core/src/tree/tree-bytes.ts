/**
 * A merge tree as bytes: 28 a leaf, little-endian, the same on every machine.
 *
 *   8 bytes  'CUTSTREE'               uint32 version, 1         uint32 leaves
 *   uint32   iterations               uint32 0                  float64 last height    float64 start height
 *   float64  mass of every leaf       float64 height of every merge
 *   int32    children of every merge, two each                  int32 step of every merge
 *   uint32   checksum of all before (FNV-1a, 32 bits)
 */
import { CutsError } from '../errors.ts'
import { assembleTree, partsOfTree } from './assemble.ts'
import type { MergeTree } from './merge-tree.ts'

const magic = 'CUTSTREE'
const version = 1
const headerBytes = 40

/** The tree as bytes that {@link treeFromBytes} reads back exactly. */
export function treeToBytes(tree: MergeTree): Uint8Array<ArrayBuffer> {
  const { leafMass, startHeight, children, mergeHeight, mergeStep, iterations, lastHeight } = partsOfTree(tree)
  const bytes = new Uint8Array(sizeOf(tree.leaves))
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < magic.length; i++) bytes[i] = magic.charCodeAt(i)
  view.setUint32(8, version, true)
  view.setUint32(12, tree.leaves, true)
  view.setUint32(16, iterations, true)
  view.setFloat64(24, lastHeight, true)
  view.setFloat64(32, startHeight, true)
  let at = headerBytes
  for (const values of [leafMass, mergeHeight])
    for (let i = 0; i < values.length; i++, at += 8) view.setFloat64(at, values[i]!, true)
  for (const values of [children, mergeStep])
    for (let i = 0; i < values.length; i++, at += 4) view.setInt32(at, values[i]!, true)
  view.setUint32(at, checksum(bytes.subarray(0, at)), true)
  return bytes
}

/** Reads a tree. Throws `Unreadable` when the bytes are no tree or are damaged, `Unsupported` for a later version. */
export function treeFromBytes(bytes: Uint8Array): MergeTree {
  const damaged = (why: string): CutsError =>
    new CutsError('Unreadable', `the file of a merge tree is damaged: ${why}.`, {
      remedy: 'Segment the image again to make a new one.',
    })
  if (bytes.length < headerBytes || String.fromCharCode(...bytes.subarray(0, magic.length)) !== magic)
    throw new CutsError('Unreadable', `this is not a merge tree: it does not begin with ${magic}.`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = view.getUint32(8, true)
  if (found !== version)
    throw new CutsError('Unsupported', `this build reads version ${version} of merge trees. Got version ${found}.`)
  const leaves = view.getUint32(12, true)
  if (leaves < 1 || bytes.length !== sizeOf(leaves))
    throw damaged(`${leaves} leaves take ${sizeOf(leaves)} bytes. Got ${bytes.length}`)
  const end = bytes.length - 4
  if (view.getUint32(end, true) !== checksum(bytes.subarray(0, end))) throw damaged('its checksum is wrong')
  let at = headerBytes
  const floats = (length: number): Float64Array =>
    Float64Array.from({ length }, (_, i) => view.getFloat64(at + 8 * i, true))
  const integers = (length: number): Int32Array =>
    Int32Array.from({ length }, (_, i) => view.getInt32(at + 4 * i, true))
  const leafMass = floats(leaves)
  at += 8 * leaves
  const mergeHeight = floats(leaves - 1)
  at += 8 * (leaves - 1)
  const children = integers(2 * (leaves - 1))
  at += 8 * (leaves - 1)
  return assembleTree({
    leafMass,
    startHeight: view.getFloat64(32, true),
    children,
    mergeHeight,
    mergeStep: integers(leaves - 1),
    iterations: view.getUint32(16, true),
    lastHeight: view.getFloat64(24, true),
  })
}

function sizeOf(leaves: number): number {
  return headerBytes + 8 * leaves + 20 * (leaves - 1) + 4
}

/** FNV-1a: sees every change of a single byte, and others with odds of four billion to one. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}
