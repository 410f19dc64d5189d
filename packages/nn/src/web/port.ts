/**
 * The messages between a page and the worker that computes for it. The page sends numbered requests, and the worker
 * answers with the same number. Values on the worker's device are never sent: a handle represents them.
 */
import { CutsError, type ErrorCode, isCutsError, type Remedies, remediesOf } from '@cuts/core'
import type { Tensor } from '../engine.ts'
import type { WebEngineOptions } from './web-engine.ts'

/** The used part of a Worker, of the global scope inside one, or of a MessagePort. */
export interface Port {
  postMessage(message: unknown, options?: { transfer?: ArrayBuffer[] }): void
  addEventListener(type: 'message' | 'error', listener: (event: Event) => void): void
  /** MessagePorts deliver no messages before this call. */
  start?(): void
}

/** A value on the worker's device. */
export interface Handle {
  readonly dtype: Tensor['dtype']
  readonly shape: readonly number[]
  readonly handle: number
}

export type Sent = Tensor | Handle

export type Values = { readonly [name: string]: Sent }

/** Requests, by name, with their answers. */
export interface Calls {
  start: { ask: Pick<WebEngineOptions, 'device' | 'threads' | 'wasmPaths'>; answer: About }
  load: { ask: { readonly model: Uint8Array; readonly resident: readonly string[] | undefined }; answer: number }
  run: {
    ask: { readonly executable: number; readonly inputs: Values; readonly outputs: readonly string[] | undefined }
    answer: Values
  }
  read: { ask: number; answer: Tensor }
  release: { ask: number; answer: undefined }
  dispose: { ask: number; answer: undefined }
}

/** An engine without its functions. */
export interface About {
  readonly device: string
  readonly threads: number
  readonly notice: string | undefined
  readonly block: number | undefined
}

export type Question = { [name in keyof Calls]: { id: number; call: name; ask: Calls[name]['ask'] } }[keyof Calls]

export type Reply =
  | { readonly id: number; readonly answer: Calls[keyof Calls]['answer'] }
  | { readonly id: number; readonly error: SentError }
  | { readonly notice: string }

export interface SentError extends Remedies {
  readonly code: ErrorCode | undefined
  readonly message: string
}

export function sendError(error: unknown): SentError {
  if (isCutsError(error)) return { code: error.code, message: error.message, ...remediesOf(error) }
  return { code: undefined, message: error instanceof Error ? error.message : String(error) }
}

/** Returns the error as thrown on the other side; an error without a code is an internal fault or one of the device. */
export function receiveError({ code, message, remedy, action }: SentError): Error {
  if (code === undefined) return new Error(message)
  return new CutsError(code, message, { remedy, action })
}

/** Returns the buffers that can be transferred without a copy: those filled by one value and not shared by threads. */
export function wholeBuffers(values: readonly Sent[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>()
  for (const value of values)
    if (
      'data' in value &&
      value.data.buffer instanceof ArrayBuffer &&
      value.data.byteLength === value.data.buffer.byteLength
    )
      buffers.add(value.data.buffer)
  return [...buffers]
}

/** Every value of a record, sent or received. */
export function mapValues<A, B>(values: { readonly [name: string]: A }, each: (value: A) => B): { [name: string]: B } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, each(value)]))
}
