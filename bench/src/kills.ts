/**
 * Kills runs at random moments and lets them go on: what is there in the end must be what an undisturbed run leaves, to the
 * byte, apart from times.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createRandom } from '@cuts/core'
import { type BenchResult, tell } from './image-set.ts'

const cuts = fileURLToPath(new URL('../../apps/cli/bin/cuts.js', import.meta.url))

interface Victim {
  readonly name: string
  readonly argv: (out: string) => readonly string[]
  /** What makes the same command go on. */
  readonly again: readonly string[]
}

/** Kills each command `kills / commands` times. `set` is a small folder with images/ and masks/. */
export async function measureKills(set: string, kills: number, seed: number): Promise<BenchResult> {
  const images = join(set, 'images')
  const home = await mkdtemp(join(tmpdir(), 'cuts-kills-'))
  const random = createRandom(seed)
  const quick = ['--set', 'training.batchImages=2', '--quiet']
  const results = join(home, 'results')
  const victims: readonly Victim[] = [
    { name: 'run', argv: out => ['run', images, '--out', out, '--quiet'], again: ['--resume'] },
    {
      name: 'train',
      argv: out => [
        'train',
        images,
        '--out',
        out,
        '--set',
        'schedule.steps=20',
        '--set',
        'schedule.checkpointEvery=5',
        ...quick,
      ],
      again: ['--resume'],
    },
    { name: 'as volume', argv: out => ['run', images, '--as', 'volume', '--out', out, '--quiet'], again: ['--resume'] },
    {
      name: 'segment',
      argv: out => ['segment', images, '--model', join(results, 'model.onnx'), '--out', out, '--quiet'],
      again: ['--resume'],
    },
    {
      name: 'export',
      argv: out => ['export', results, '--format', 'nrrd', '--out', out, '--quiet'],
      again: ['--overwrite'],
    },
    {
      name: 'compare',
      argv: out => [
        'compare',
        set,
        '--methods',
        'random,slic,watershed,ward',
        '--seeds',
        '1',
        '--jobs',
        '2',
        '--out',
        out,
        '--quiet',
      ],
      again: [],
    },
  ]
  const rows: string[] = []
  const figures: Record<string, number> = {}
  try {
    await start(['run', images, '--out', results, '--quiet']).ended
    for (const { name, argv, again } of victims) {
      const whole = join(home, 'whole')
      const began = performance.now()
      await start(argv(whole)).ended
      const lasted = performance.now() - began
      const expected = await contents(whole)
      const count = Math.ceil(kills / victims.length)
      let [killed, same, partial] = [0, 0, 0]
      for (let k = 0; k < count; k++) {
        const out = join(home, 'killed')
        const running = start(argv(out))
        await Promise.race([setTimeout(random.uniform() * lasted), running.ended])
        running.child.kill('SIGKILL')
        if ((await running.ended) === null) killed++
        partial += Number((await contents(out)).size > 0)
        await start([...argv(out), ...again]).ended
        const found = await contents(out)
        const differing = [...new Set([...expected.keys(), ...found.keys()])].filter(
          file => expected.get(file) !== found.get(file),
        )
        if (differing.length === 0) same++
        else rows.push(`  ${name}: ${differing.slice(0, 3).join(', ')} differ`)
        await rm(out, { recursive: true, force: true })
      }
      rows.push(
        `${name}: ${killed} of ${count} killed alive, ${partial} with something written, ${same} identical in the end`,
      )
      tell(rows.at(-1)!)
      figures[`${name} killed`] = killed
      figures[`${name} identical`] = same
      await rm(whole, { recursive: true, force: true })
    }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
  return { text: rows.join('\n'), figures }
}

function start(argv: readonly string[]) {
  const child = spawn(process.execPath, [cuts, ...argv], { stdio: 'ignore' })
  /** The exit code; null if the process was killed. */
  const ended = new Promise<number | null>(resolve => child.on('exit', resolve))
  return { child, ended }
}

/** Files with times in them: of comparisons, what `comparison.json` and `table.json` hold is compared without its times. */
const changing =
  /^(manifest\.sha256|(report|comparison)\.html|(table|images)\.(csv|md|tex)|(cache|figures)\/.*|run\.(lock.*|log))$/

/** Hashes of all files by name, with what tells times and places apart left out. */
async function contents(folder: string): Promise<Map<string, string>> {
  const hashes = new Map<string, string>()
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(folder.length + 1)
    // The list of files and the log grow with every attempt, the report shows times, and the lock goes with its holder.
    if (!entry.isFile() || changing.test(name)) continue
    const bytes = await readFile(path)
    const content = name.endsWith('.json') ? withoutTimes(bytes.toString()) : bytes
    hashes.set(name, createHash('sha256').update(content).digest('hex'))
  }
  return hashes
}

function withoutTimes(json: string): string {
  return JSON.stringify(JSON.parse(json), (key, value) => (/seconds$/i.test(key) ? undefined : value))
}
