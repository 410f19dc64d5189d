/** Command lines for schedulers: one job of many that segments its shard. */
import type { SomeSettings } from '@cuts/core/options'

/** What `cuts segment` was, or will be, asked to do. */
export interface SegmentRequest {
  readonly images: string
  readonly out: string
  readonly model?: string | undefined
  readonly masks?: string | undefined
  readonly seed?: number | undefined
  readonly preset?: string | undefined
  readonly grouping?: string | undefined
  readonly plane?: string | undefined
  /** Settings that differ from the preset. */
  readonly settings?: SomeSettings | undefined
}

/** Returns the command without a shard. Options with their default values are left out. */
export function segmentLine({
  images,
  out,
  model,
  masks,
  seed,
  preset,
  grouping,
  plane,
  settings,
}: SegmentRequest): string {
  const flags: readonly (readonly [string, string | number | undefined])[] = [
    ['--model', model],
    ['--masks', masks],
    ['--seed', seed === 1 ? undefined : seed],
    ['--preset', preset === 'default' ? undefined : preset],
    ['--as', grouping],
    ['--plane', plane === 'acquired' ? undefined : plane],
    ...Object.entries(settings ?? {}).flatMap(([stage, options]) =>
      Object.entries(options).map(([option, value]) => ['--set', `${stage}.${option}=${value}`] as const),
    ),
    ['--out', out],
  ]
  const given = flags.flatMap(([flag, value]) => (value === undefined ? [] : [flag, quote(String(value))]))
  return ['cuts segment', quote(images), ...given].join(' ')
}

/** Quotes a word for a POSIX shell if it needs to be. */
export function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** Returns numbers in ascending order as Slurm writes them: `0-3,7`. */
export function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const number of numbers) {
    const last = ranges.at(-1)
    if (last !== undefined && last[1] + 1 === number) last[1] = number
    else ranges.push([number, number])
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',')
}

export interface ArrayJob {
  readonly line: string
  readonly indices: readonly number[]
  readonly count: number
  readonly minutes?: number | undefined
  readonly cpus?: number | undefined
}

/**
 * The line that runs an array of jobs on Slurm. `exec` lets the signal that comes two minutes before the time limit reach
 * the program and not only its shell.
 */
export function sbatchLine({ line, indices, count, minutes, cpus }: ArrayJob): string {
  const limits = [
    ...(cpus === undefined ? [] : [`--cpus-per-task=${cpus}`]),
    ...(minutes === undefined ? [] : [`--time=${minutes}`, '--signal=B:TERM@120']),
  ]
  const job = quote(`exec ${line} --shard $SLURM_ARRAY_TASK_ID/${count}`)
  return ['sbatch', `--array=${rangesOf(indices)}`, ...limits, '--wrap', job].join(' ')
}

/**
 * An Indexed Job of Kubernetes. Shards in which images fail exit with 1: their failures are noted, and a second try would
 * not help. They count as failed indexes; other indexes go on.
 */
export function kubernetesJob({
  line,
  count,
  minutes,
  cpus,
  container,
  claim,
}: Omit<ArrayJob, 'indices'> & { readonly container: string; readonly claim: string }): string {
  const command = `exec ${line} --threads ${cpus ?? 1} --shard auto/${count}`
  const lines = [
    'apiVersion: batch/v1',
    'kind: Job',
    'metadata:',
    '  name: cuts',
    'spec:',
    '  completionMode: Indexed',
    `  completions: ${count}`,
    `  parallelism: ${Math.min(count, 20)}`,
    '  backoffLimitPerIndex: 2',
    `  maxFailedIndexes: ${count}`,
    '  podFailurePolicy:',
    '    rules:',
    '      - action: FailIndex',
    '        onExitCodes: { operator: In, values: [1, 2] }',
    '  template:',
    '    spec:',
    '      restartPolicy: Never',
    '      terminationGracePeriodSeconds: 120',
    ...(minutes === undefined ? [] : [`      activeDeadlineSeconds: ${60 * minutes}`]),
    '      containers:',
    '        - name: cuts',
    `          image: ${JSON.stringify(container)}`,
    '          workingDir: /data',
    `          command: [sh, -c, ${JSON.stringify(command)}]`,
    '          resources:',
    `            requests: { cpu: "${cpus ?? 1}", memory: 2Gi }`,
    '          volumeMounts: [{ name: data, mountPath: /data }]',
    `      volumes: [{ name: data, persistentVolumeClaim: { claimName: ${JSON.stringify(claim)} } }]`,
  ]
  return `${lines.join('\n')}\n`
}
