import { defineConfig } from 'vitest/config'

// The engine has no globals to leak, so test files share one context.
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    pool: 'threads',
    isolate: false,
    // The default leaves one processor idle, which is half of a small machine.
    maxWorkers: '100%',
    environment: 'node',
    testTimeout: 30_000,
  },
})
