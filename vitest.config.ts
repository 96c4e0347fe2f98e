import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { codecAlias } from './bundles.mjs';
import { SlowestFiles } from './test/slowestFiles';

/** The same as in the bundles. */
const alias = Object.fromEntries(Object.entries(codecAlias).map(([name, path]) => [name, join(import.meta.dirname, path)]));

export default defineConfig({
  resolve: { alias },
  test: {
    include: ['test/{shared,engine,pool,client,cluster,cli,extension,webview,manifest}/**/*.test.ts'],
    reporters: ['default', new SlowestFiles()],
    globalSetup: 'test/globalSetUp.ts',
    // Files share the modules that they import: importing them anew took a third of the time.
    isolate: false,
    // Numbers of the command line follow the system's locale; what is expected of them is English.
    env: { LC_ALL: 'C' },
    // Half of the time is spent waiting for processes and browsers.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
