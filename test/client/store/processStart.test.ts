import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { processStart } from '../../../src/client/store/processStart';
import { processState } from '../../../src/client/store/processState';
import { deadPid } from './records';

/** Other systems have the program, too. */
const hasPs = spawnSync('ps', ['-o', 'lstart=', '-p', String(process.pid)]).status === 0;

test.each([
  { platform: 'linux', isThere: process.platform === 'linux', format: /^\d+$/ },
  { platform: 'darwin', isThere: hasPs, format: /^\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}$/ },
] as const)(
  'The start of a process is told on $platform, always the same, and none of one that has ended',
  ({ platform, isThere, format }) => {
    const start = processStart(process.pid, platform);
    if (isThere) expect(start).toMatch(format);
    else expect(start).toBeUndefined();
    expect(processStart(process.pid, platform)).toBe(start);
    expect(processStart(deadPid, platform)).toBeUndefined();
  },
);

test('A system that does not tell the start of a process has none', () => {
  expect(processStart(process.pid, 'win32')).toBeUndefined();
});

test.skipIf(!hasPs)('The start of a process that ps tells does not depend on the time zone', () => {
  const zone = process.env.TZ;
  const starts = ['America/New_York', 'Asia/Tokyo'].map((each) => {
    process.env.TZ = each;
    return processStart(process.ppid, 'darwin');
  });
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  expect(starts[0]).toBeDefined();
  expect(starts[1]).toBe(starts[0]);
});

test.skipIf(process.platform !== 'linux')('A process that has ended without its parent having noticed counts as ended', async () => {
  // The shell becomes a program that waits for nobody.
  const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [printed] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(printed.toString());
  const start = processStart(pid);
  while (!readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')) await setTimeout(10);
  if (hasPs) expect(processStart(pid, 'darwin')).toBe('');
  expect(processState({ pid, host: hostname(), start: start || '1' })).toBe('ended');
  parent.kill();
});
