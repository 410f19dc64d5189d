/** `cuts open`: the studio, with images or results of the user, until Ctrl-C. */
import { CutsError } from '@cuts/core'
import { exitCodes } from '../output/exit-codes.ts'
import { type Context, type OutputFlags, printJson, printLines } from './context.ts'

export interface OpenFlags extends OutputFlags {
  readonly browser: boolean
  readonly empty?: boolean
  readonly port?: number
}

export async function openCommand(
  { io, useCases, signal }: Context,
  path: string | undefined,
  { browser, empty = false, port, json = false }: OpenFlags,
): Promise<number> {
  if (empty && path !== undefined)
    throw new CutsError('InvalidOption', `--empty opens nothing, and ${path} is to be opened.`, {
      remedy: 'Give one of them.',
    })
  const studio = await useCases.openStudio({ path, empty, port })
  try {
    if (json) printJson(io, { url: studio.url })
    else {
      const { kind, name, files } = studio.opened
      const what = {
        nothing: 'No image is open: drop some on the page.',
        samples: 'Sample images are open.',
        images: `${name} is open: ${files.length === 1 ? '1 file' : `${files.length} files`}.`,
        results: `The results in ${name} are open.`,
      }[kind]
      printLines(io, [`CUTS Studio: ${studio.url}`, `${what} Nothing leaves this machine. End with Ctrl-C.`])
    }
    if (browser && !(await useCases.showInBrowser(studio.url)))
      io.err('cuts: no browser was found. Open the address above in one.\n')
    await aborted(signal)
  } finally {
    studio.close()
  }
  return exitCodes.done
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
