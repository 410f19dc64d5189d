/** A power cut: names are given to files only once the disk holds their bytes. Watched from outside, by system calls. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'

const home = mkdtempSync(join(tmpdir(), 'cuts-durable-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const hasStrace = spawnSync('strace', ['-V']).status === 0

it.skipIf(!hasStrace)(
  'files and folders of results are on the disk before they get their names, and so are the names',
  () => {
    const out = join(home, 'results')
    const program = `
    import { createFolderStore } from ${JSON.stringify(new URL('../packages/runtime/dist/node/index.js', import.meta.url).href)}
    const store = createFolderStore(${JSON.stringify(out)})
    await store.put('summary.json', 'a')
    await store.putFolder('images/a', new Map([['result.json', 'b'], ['input.png', 'c']]), 'result.json')`
    const log = join(home, 'calls')
    const watch = ['-f', '-y', '-e', 'trace=fsync,fdatasync,rename,renameat,renameat2', '-o', log]
    execFileSync('strace', [...watch, process.execPath, '--input-type=module', '--eval', program])
    // With -y, strace writes the path of a descriptor behind it: fsync(21</tmp/…/summary.json.partial>).
    const calls = readFileSync(log, 'utf8')
      .split('\n')
      .flatMap(line => {
        const [, call, path] = /(f(?:data)?sync|rename\w*)\((?:\d+<|AT_FDCWD[^,]*, |)"?([^">]+)/.exec(line) ?? []
        return call === undefined || !path!.startsWith(out)
          ? []
          : [`${call.startsWith('f') ? 'sync' : 'rename'} ${path!.slice(out.length)}`]
      })
    const order = (...expected: readonly string[]): void => {
      const at = expected.map(call => calls.indexOf(call))
      expect(at.includes(-1), `${expected} in ${calls}`).toBe(false)
      expect(at).toEqual(at.toSorted((a, b) => a - b))
    }
    order('sync /summary.json.partial', 'rename /summary.json.partial')
    for (const name of ['result.json', 'input.png'])
      order(`sync /images/.a.partial/${name}`, 'rename /images/.a.partial')
    expect(calls.indexOf('rename /summary.json.partial')).toBeLessThan(calls.lastIndexOf('sync '))
    order('rename /images/.a.partial', 'sync /images')
  },
)
