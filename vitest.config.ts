import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{shared,engine,pool,client,cli,extension,webview,manifest}/**/*.test.ts'],
    // Numbers of the command line follow the system's locale; what is expected of them is English.
    env: { LC_ALL: 'C' },
    // Half of the time is spent waiting for processes and browsers.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
