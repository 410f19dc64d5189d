/** The examples for schedulers name what the program takes. They are not run here: that needs a cluster. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { createProgram } from '../apps/cli/src/program.ts'
import { createProgram as createWorker } from '../apps/worker/src/main.ts'

const pathOf = (name: string): string => fileURLToPath(new URL(`../examples/cluster/${name}`, import.meta.url))
const read = (name: string): string => readFileSync(pathOf(name), 'utf8')
const segment = createProgram('0', async () => {}).commands.find(command => command.name() === 'segment')!

function expectFlags(words: readonly string[], known: readonly { readonly long?: string | null | undefined }[]): void {
  const flags = words.filter(word => word.startsWith('--'))
  expect(flags.length).toBeGreaterThan(2)
  for (const flag of flags) expect(known.map(({ long }) => long)).toContain(flag)
}

it('shards.sbatch is a script, its array has as many jobs as shards, and cuts is what the signal reaches', () => {
  const script = read('shards.sbatch')
  execFileSync('bash', ['-n', pathOf('shards.sbatch')])
  const [, last] = /--array=0-(\d+)/.exec(script)!
  expect(script).toContain(`CUTS_SHARDS=${Number(last) + 1}\n`)
  const command = /^exec cuts segment (.*)$/m.exec(script)![1]!
  expectFlags(command.split(' '), segment.options)
})

it('job.yaml is an Indexed Job with as many completions as shards', () => {
  const { apiVersion, kind, spec } = parse(read('job.yaml'))
  expect([apiVersion, kind, spec.completionMode]).toEqual(['batch/v1', 'Job', 'Indexed'])
  const pod = spec.template.spec
  expect(pod.restartPolicy).toBe('Never')
  const [container] = pod.containers
  expect(container.command.slice(0, 2)).toEqual(['cuts', 'segment'])
  expect(container.command.at(-1)).toBe(`auto/${spec.completions}`)
  expectFlags(container.command, segment.options)
  const mounts = container.volumeMounts.map(({ name }: { name: string }) => name)
  expect(pod.volumes.map(({ name }: { name: string }) => name)).toEqual(mounts)
})

it('compose.yaml has a queue that keeps its jobs, and workers with flags that exist', () => {
  const { services } = parse(read('compose.yaml'))
  const { queue, worker } = services
  expect(queue.command.join(' ')).toContain('--appendonly yes --maxmemory-policy noeviction --requirepass')
  expect(queue.ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)])
  const flags = worker.command.slice(worker.command.indexOf('cuts-worker'))
  expectFlags(flags, createWorker(async () => {}).options)
})
