import { expect, test } from 'vitest';
import { memoryShare } from '../../../src/client/runs/sharedMemory';
import { RunFolder } from '../../../src/client/store/runFolder';
import { setUpPool, workspace } from '../../pool/setUp';
import { deadPid, record } from '../store/records';

setUpPool();

test('The memory is divided among the runs in progress, without those that have ended, were killed, or wait', async () => {
  const share = () => memoryShare({ store: workspace.store, memoryBudget: 3000 });
  expect(await share()).toBe(3000);
  for (const change of [{ phase: 'finished' }, { phase: 'running', pid: deadPid }, { phase: 'planning' }] as const)
    await RunFolder.create(workspace.store, record(change));
  const [one, other] = [record({ phase: 'running' }), record({ phase: 'running' })];
  await RunFolder.create(workspace.store, one);
  expect(await share()).toBe(3000);
  const second = await RunFolder.create(workspace.store, other);
  expect(await share()).toBe(1500);
  await second.update({ phase: 'finished' });
  expect(await share()).toBe(3000);
});
