import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const everywhere = ['packages/*/test/**/*.test.ts', '{server,backend,webview,extension}/test/**/*.test.ts', 'test/**/*.test.ts']

/** Suites that load the machine, and would disturb each other and everything else. */
const slow = ['test/{chaos,load,packages}/**/*.test.ts']

/** Tests of the packed extension in a real VS Code. */
const inVsCode = ['test/vscode/**/*.test.ts']

const never = ['**/node_modules/**', 'dist/**', '**/fixtures/**']

export default defineConfig({
  test: {
    // An editor gives this module to its extensions; without one, tests get what draws nothing.
    alias: { vscode: fileURLToPath(new URL('./extension/test/support/vscode.ts', import.meta.url)) },
    globalSetup: ['test/setup/build.ts'],
    maxWorkers: 2,
    reporters: ['default', 'test/reporter/summary.ts'],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts', '{server,backend,webview,extension}/src/**/*.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
      reportsDirectory: 'coverage',
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'tests',
          include: everywhere,
          exclude: [...never, ...slow, ...inVsCode],
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: slow,
          exclude: never,
          testTimeout: 600_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'vscode',
          include: inVsCode,
          exclude: never,
          testTimeout: 600_000,
          hookTimeout: 120_000,
          // A whole editor in a browser: a key that is pressed while it loads is lost now and then.
          retry: 2,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
