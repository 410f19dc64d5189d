/** `checkpoint.bin`: interrupted training that can be continued. A JSON head, then the trainer states. */
import { CutsError } from '@cuts/core'
import { decodeTrainerState, encodeTrainerState, type TrainerState } from '@cuts/nn'
import type { TrainingProgress } from '../pipeline/train.ts'

interface Head {
  readonly format: 'cuts-checkpoint'
  readonly version: 1
  /** Identity of the run: a checkpoint continues only the same run. */
  readonly fingerprint: string
  readonly progress: Omit<TrainingProgress, 'trainer' | 'best'>
  readonly best?: { readonly loss: number; readonly stale: number }
  /** Bytes of the trainer state, then of the best state. */
  readonly lengths: readonly number[]
}

export function encodeCheckpoint(fingerprint: string, progress: TrainingProgress): Uint8Array {
  const { trainer, best, ...rest } = progress
  const states = [trainer, ...(best === undefined ? [] : [best.trainer])].map(encodeTrainerState)
  const head: Head = {
    format: 'cuts-checkpoint',
    version: 1,
    fingerprint,
    progress: rest,
    ...(best === undefined ? {} : { best: { loss: best.loss, stale: best.stale } }),
    lengths: states.map(state => state.length),
  }
  const text = new TextEncoder().encode(JSON.stringify(head))
  const bytes = new Uint8Array(4 + text.length + states.reduce((sum, state) => sum + state.length, 0))
  new DataView(bytes.buffer).setUint32(0, text.length, true)
  bytes.set(text, 4)
  let at = 4 + text.length
  for (const state of states) {
    bytes.set(state, at)
    at += state.length
  }
  return bytes
}

/** Throws `Mismatch` when the checkpoint is damaged or belongs to another run. */
export function decodeCheckpoint(path: string, bytes: Uint8Array, fingerprint: string): TrainingProgress {
  let head: Head
  const states: TrainerState[] = []
  try {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
    head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)))
    let at = 4 + length
    for (const size of head.lengths) {
      states.push(decodeTrainerState(bytes.slice(at, at + size)))
      at += size
    }
  } catch (cause) {
    throw new CutsError('Mismatch', `${path} is damaged and cannot be continued.`, {
      action: { do: 'start over' },
      cause,
    })
  }
  if (head.fingerprint !== fingerprint)
    throw new CutsError('Mismatch', `${path} belongs to a run with other images or settings.`, {
      action: { do: 'match or start over' },
    })
  const [trainer, bestTrainer] = states
  return {
    ...head.progress,
    trainer: trainer!,
    best: head.best !== undefined && bestTrainer !== undefined ? { ...head.best, trainer: bestTrainer } : undefined,
  }
}
