/** The real use cases. Heavy parts (inference engine, image codecs, charts) load only if a command needs them. */
import { join } from 'node:path'
import type { UseCases } from './use-cases.ts'

export async function loadUseCases(): Promise<UseCases> {
  const { presets, publishedModels, stages } = await import('@cuts/runtime')
  const node = () => import('@cuts/runtime/node')
  const compare = () => import('@cuts/compare/node')
  return {
    presets,
    publishedModels,
    stages,
    runFolder: async options => (await node()).runFolder(options),
    trainFolder: async options => (await node()).trainFolder(options),
    segmentFolder: async options => (await node()).segmentFolder(options),
    evaluateResults: async options => (await node()).evaluateResults(options),
    pickRegion: async options => (await node()).pickRegion(options),
    lookInside: async options => (await node()).lookInsideFolder(options),
    describeInput: async (path, onEvent) => (await node()).describeInput(path, onEvent),
    pullModel: async pull => (await node()).pullModel(pull),
    runBench: async run => (await compare()).runBench(run),
    writeBench: async (out, comparison) => {
      const { renderComparison } = await import('@cuts/report/comparison')
      return (await compare()).writeOutputs(out, comparison, await renderComparison(comparison))
    },
    exportResults: async options => (await node()).exportResults(options),
    convertFile: async options => (await node()).convertFile(options),
    writeReport: async folder => {
      const { writeRunReport } = await import('@cuts/report')
      return join(folder, await writeRunReport((await node()).createFolderStore(folder)))
    },
  }
}
