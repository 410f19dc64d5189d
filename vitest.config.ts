import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['@cuts/source'] },
  ssr: { resolve: { conditions: ['@cuts/source', 'node', 'import', 'default'] } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'bench/src/**/*.test.ts',
      'examples/src/**/*.test.ts',
      'tests/**/*.test.ts',
    ],
    globalSetup: 'tests/build.ts',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
})
