import { afterEach, beforeEach, describe, inject } from 'vitest';
import { Cluster } from './cluster';
import { redisIsThere } from './redisServer';

const canRun = process.platform === 'linux' && (await redisIsThere());
if (!canRun) console.log('Tests of several computers are skipped: there is no redis-server.');

/** Built once for all test files (see globalSetUp.ts). */
export const bundles = inject('bundles');
/** The computers of the current test; each test has new ones. */
export let cluster: Cluster;

/** Tests with several computers, which are skipped where there is no Redis server. */
export function describeCluster(name: string, tests: () => void): void {
  // Every test starts several programs.
  describe.skipIf(!canRun)(name, { timeout: 180_000 }, () => {
    beforeEach(async () => {
      cluster = await Cluster.start({ cliFile: bundles.cliFile });
    });
    afterEach(() => cluster.end());
    tests();
  });
}
