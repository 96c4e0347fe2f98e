import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { processStart } from '../../../src/client/store/processStart';
import { deadPid } from './records';

/** Other systems have the program, too. */
const hasPs = spawnSync('ps', ['-o', 'lstart=', '-p', String(process.pid)]).status === 0;

test.skipIf(process.platform === 'win32').each([
  ['linux', process.platform === 'linux', /^\d+$/],
  ['darwin', hasPs, /^\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}$/],
] as const)('The start of a process is told on %s, always the same, and none of one that has ended', (platform, isKnown, format) => {
  if (!isKnown) return;
  expect(processStart(process.pid, platform)).toMatch(format);
  expect(processStart(process.pid, platform)).toBe(processStart(process.pid, platform));
  expect(processStart(deadPid, platform)).toBeUndefined();
});

test('A system that does not tell the start of a process has none', () => {
  expect(processStart(process.pid, 'win32')).toBeUndefined();
});
