import { expect, it } from 'vitest'
import type { StudioOptions } from '../serving/open-studio.ts'
import { runOverStandIns } from '../testing/run-cuts.ts'

const url = 'http://127.0.0.1:50000/secret/'

/** Runs the command until it is interrupted, which here happens at once. */
async function open(...argv: readonly string[]) {
  const closed: string[] = []
  const asked: StudioOptions[] = []
  const shown: string[] = []
  const said = await runOverStandIns(['open', ...argv], {
    useCases: {
      openStudio: async options => {
        asked.push(options)
        const kind = options.path === undefined ? (options.empty ? 'nothing' : 'samples') : 'images'
        const file = { path: 'a.png', bytes: 1, place: '/a.png' }
        const files = kind === 'images' ? [file] : []
        return { url, close: () => void closed.push(url), opened: { kind, name: 'scans', files, originals: [] } }
      },
      showInBrowser: async address => {
        shown.push(address)
        return false
      },
    },
    io: {
      onInterrupt: listener => {
        setTimeout(listener)
        return () => {}
      },
    },
  })
  return { ...said, closed, asked, shown }
}

it('says the address, shows it, and ends without a failure when it is interrupted', async () => {
  const { code, out, err, asked, closed, shown } = await open('scans', '--port', '5000')
  expect(code).toBe(0)
  expect(out).toBe(`CUTS Studio: ${url}\nscans is open: 1 file. Nothing leaves this machine. End with Ctrl-C.\n`)
  expect(err).toBe('cuts: no browser was found. Open the address above in one.\n')
  expect(asked).toEqual([{ path: 'scans', empty: false, port: 5000 }])
  expect([closed, shown]).toEqual([[url], [url]])
})

it('for programs it is the address alone, and no browser starts', async () => {
  const { out, err, shown } = await open('--no-browser', '--json')
  expect(JSON.parse(out)).toEqual({ url })
  expect([err, shown]).toEqual(['', []])
})

it('opens samples, or nothing, without a path', async () => {
  expect((await open()).out).toContain('Sample images are open.')
  expect((await open('--empty')).out).toContain('No image is open')
  expect((await open('--empty', 'scans')).code).toBe(2)
})
