/** The fallback if a device fails later: the processor takes over if possible. */
import { CutsError } from '@cuts/core'
import { type Engine, type Executable, isResident } from '../engine.ts'

type Load = Engine['load']

/**
 * Loads on the device. The processor loads what the device cannot load or fails to run, and `onNotice` gets one line
 * about it. A failure whose inputs lie in the memory of the device cannot be recovered: it throws `Unsupported`.
 */
export function loadWithFallback(
  device: string,
  loadOnDevice: Load,
  loadOnProcessor: Load,
  onNotice: (message: string) => void,
): Load {
  let failed = false
  const giveUp = (): void => {
    if (!failed) onNotice(`${device} failed: computing on the processor from here on`)
    failed = true
  }
  return async (model, resident) => {
    if (failed) return loadOnProcessor(model)
    let executable: Executable
    try {
      executable = await loadOnDevice(model, resident)
    } catch {
      // A faulty model fails on the processor too, and the error there gives the reason.
      executable = await loadOnProcessor(model)
      giveUp()
      return executable
    }
    let onProcessor: Executable | undefined
    return {
      run: async (inputs, outputs) => {
        const isHere = !Object.values(inputs).some(isResident)
        if (onProcessor !== undefined && isHere) return onProcessor.run(inputs, outputs)
        try {
          return await executable.run(inputs, outputs)
        } catch (cause) {
          if (!isHere)
            throw new CutsError('Unsupported', `${device} failed in the middle of a computation.`, {
              action: { do: 'use processor' },
              cause,
            })
          onProcessor = await loadOnProcessor(model)
          const results = await onProcessor.run(inputs, outputs)
          giveUp()
          return results
        }
      },
      dispose: async () => {
        await executable.dispose()
        await onProcessor?.dispose()
      },
    }
  }
}
