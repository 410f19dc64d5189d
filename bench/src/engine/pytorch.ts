/** The same training step in PyTorch, if a Python with PyTorch is given. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** Median seconds of a step on the processor or on CUDA. Rejects when the interpreter or PyTorch is not there. */
export async function pytorchStepSeconds(python: string, device: string, threads: number): Promise<number> {
  const script = fileURLToPath(new URL('../../peers/train_step.py', import.meta.url))
  const { stdout } = await promisify(execFile)(python, [script, device, String(threads)])
  return Number(stdout.trim())
}
