import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    testTimeout: 20_000,
    // Hooks start servers, on a busy machine several at once.
    hookTimeout: 60_000,
    // A machine that does other things, too, takes its time.
    expect: { poll: { timeout: 10_000 } },
    // Int and e2e tests start servers and browsers: more at a time would measure the machine.
    maxWorkers: 2,
  },
});
