import { defineConfig } from 'vitest/config'

/** Tests of functions: their files share modules, which saves loading them for each. */
const together = ['packages/{core,formats,nn,report}/src/**/*.test.ts', 'apps/cli/src/**/*.test.ts']

export default defineConfig({
  resolve: { conditions: ['@cuts/source'] },
  ssr: { resolve: { conditions: ['@cuts/source', 'node', 'import', 'default'] } },
  test: {
    globalSetup: 'tests/build.ts',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'together', include: together, isolate: false } },
      {
        extends: true,
        test: {
          name: 'apart',
          include: [
            'packages/*/src/**/*.test.ts',
            'apps/*/src/**/*.test.ts',
            'bench/src/**/*.test.ts',
            'examples/src/**/*.test.ts',
            'tests/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', ...together],
        },
      },
    ],
  },
})
