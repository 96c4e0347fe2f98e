import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The tests of the packages for all platforms, which take longer than others, and need no bundles of their own. */
export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: { include: ['test/packages/*.test.ts'], env: { LC_ALL: 'C' }, testTimeout: 120_000, hookTimeout: 600_000 },
});
