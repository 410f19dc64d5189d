/** The real use cases. Heavy parts (inference engine, image codecs, charts) load only if a command needs them. */
import { CutsError } from '@cuts/core'
import type { Store } from '@cuts/runtime'
import type { UseCases } from './use-cases.ts'

export async function loadUseCases(): Promise<UseCases> {
  const { describeInput, presets, stages } = await import('@cuts/runtime')
  const { publishedModels } = await import('@cuts/compare/models')
  const report = async (store: Store) => (await import('@cuts/report')).writeRunReport(store, 'by size')
  const node = () => import('@cuts/runtime/node')
  const cluster = () => import('@cuts/cluster/node')
  const compare = () => import('@cuts/compare/node')
  const serving = () => import('./serving/open-studio.ts')
  return {
    presets,
    publishedModels,
    stages,
    runFolder: async options => (await node()).runFolder({ ...options, report }),
    previewFolder: async options => (await node()).previewFolder(options),
    trainFolder: async options => (await node()).trainFolder(options),
    segmentFolder: async options => (await node()).segmentFolder({ ...options, report }),
    segmentShared: async options => (await cluster()).segmentShared({ ...options, report }),
    openQueue,
    measureWork: async options => (await cluster()).measureWork(options),
    segmentShard: async options => (await cluster()).segmentShard(options),
    mergeFolder: async options => (await cluster()).mergeFolder({ ...options, report }),
    writeReport: async ({ results, out, overwrite }) => {
      const { createFolderStore, expectFree, writeFileWhole } = await node()
      await expectFree(out, overwrite)
      await writeFileWhole(out, await (await import('@cuts/report')).renderRunReport(createFolderStore(results)))
    },
    evaluateResults: async options => (await node()).evaluateResults(options),
    pickRegion: async options => (await node()).pickRegion(options),
    proposalsOf: async options => (await node()).proposalsOf(options),
    applyExemplars: async options => (await node()).applyExemplars(options),
    lookInside: async options => (await node()).lookInsideFolder(options),
    describeInput: async (path, onEvent, signal, maxMemory) => {
      const { diskFiles } = await node()
      const files = maxMemory === undefined ? diskFiles : { ...diskFiles, mostBytes: maxMemory * 1e9 }
      return describeInput(files, path, onEvent, signal)
    },
    pullModel: async pull => (await compare()).pullModel(pull),
    runComparison: async run => (await compare()).runComparison(run),
    writeComparison: async (out, comparison) => {
      const { renderComparison } = await import('@cuts/report/comparison')
      return (await compare()).writeOutputs(out, comparison, await renderComparison(comparison))
    },
    exportResults: async options => (await node()).exportResults(options),
    convertFile: async options => (await node()).convertFile(options),
    openStudio: async options => (await serving()).openStudio(options),
    showInBrowser: async url => (await serving()).showInBrowser(url),
  }
}

async function openQueue(): ReturnType<UseCases['openQueue']> {
  try {
    return await import('@cuts/queue')
  } catch (cause) {
    if ((cause as { readonly code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw new CutsError('Unsupported', 'runs over a queue need the package @cuts/queue, which is not installed.', {
      remedy:
        'Install it beside cuts: npm install @cuts/queue. Without a queue, use --shard or --share of cuts segment.',
      cause,
    })
  }
}
