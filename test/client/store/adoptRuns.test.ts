import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { adoptRuns } from '../../../src/client/store/adoptRuns';
import { RunFolder } from '../../../src/client/store/runFolder';
import { record } from './records';

test('Runs of an older version move into the shared store, and a missing folder is fine', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'assetmill-adopt-'));
  try {
    const [earlier, store] = [join(folder, 'earlier'), join(folder, 'new', 'store')];
    const { record: old } = await RunFolder.create(earlier, record({ title: 'Old' }));
    await adoptRuns(earlier, store);
    expect((await RunFolder.list(store)).map((run) => run.record)).toEqual([old]);
    expect(readdirSync(earlier)).toEqual([]);
    await adoptRuns(join(folder, 'nowhere'), store);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
