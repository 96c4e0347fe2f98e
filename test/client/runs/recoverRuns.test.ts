import { existsSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PoolClient } from '../../../src/client/pool/poolClient';
import { recoverRuns } from '../../../src/client/runs/recoverRuns';
import { RunFolder } from '../../../src/client/store/runFolder';
import { writeImages } from '../../pool/images';
import { bundles, setUpPool, workspace } from '../../pool/setUp';

setUpPool();

function newClient(): PoolClient {
  return workspace.client({ poolFile: bundles.poolFile, workers: 2 });
}

test('Recovery removes the temp files beside the targets of a dead run, but none of another run', async () => {
  await writeImages(workspace.images, 1);
  const client = newClient();
  const plan = await workspace.plan(client);
  const pid = 4_194_305; // no process has this id
  const record = { title: '', destination: '', phase: 'running', undone: false, roots: [], elapsedSeconds: 0 } as const;
  const dead = await RunFolder.create(workspace.store, { id: 'dead', pid, ...record });
  dead.report.appendRows(plan.rows);
  await dead.report.close();
  await RunFolder.create(workspace.store, { id: 'alive', pid: process.pid, ...record });
  const temp = (run: string) => join(workspace.out, `.assetmill-${run}-0-0.tmp`);
  await mkdir(workspace.out);
  for (const run of ['dead', 'alive']) writeFileSync(temp(run), 'half an image');
  await recoverRuns(client, workspace.store);
  expect(existsSync(temp('dead'))).toBe(false);
  expect(existsSync(temp('alive'))).toBe(true);
  expect((await RunFolder.list(workspace.store)).map((folder) => folder.record.phase)).toEqual(['running', 'interrupted']);
});
