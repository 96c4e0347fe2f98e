import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Battery, isDischarging, pmsetTellsBattery, windowsTellsBattery } from '../../../src/extension/host/battery';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assetmill-power-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Supply = Readonly<Record<string, string>>;

const charger = (online: string): Supply => ({ type: 'Mains', online });
const battery = (status: string): Supply => ({ type: 'Battery', scope: 'System', status, capacity: '80' });
const mouse: Supply = { type: 'Battery', scope: 'Device', status: 'Discharging', online: '1' };

const machines: readonly (readonly [name: string, supplies: readonly Supply[], expected: boolean])[] = [
  ['a desktop', [], false],
  ['a desktop with a mouse', [mouse], false],
  ['a laptop that is unplugged', [charger('0'), battery('Discharging')], true],
  ['a laptop without a scope that is unplugged', [{ type: 'Battery', status: 'Discharging' }], true],
  ['a laptop that is unplugged, with a mouse', [mouse, charger('0'), battery('Discharging')], true],
  ['a laptop that charges', [charger('1'), battery('Charging')], false],
  ['a laptop that is plugged in and full', [charger('1'), battery('Full')], false],
  ['a laptop that takes more than its charger gives', [{ type: 'USB', online: '1' }, battery('Discharging')], false],
  ['a laptop with a second battery in use', [charger('0'), battery('Full'), battery('Discharging')], true],
];

test.each(machines)('%s', async (_, supplies, expected) => {
  for (const [index, supply] of supplies.entries()) {
    mkdirSync(join(folder, `supply${index}`));
    for (const [name, value] of Object.entries(supply)) writeFileSync(join(folder, `supply${index}`, name), `${value}\n`);
  }
  expect(await isDischarging(folder)).toBe(expected);
});

test('The output of pmset tells whether a Mac runs on battery', () => {
  const lines = (source: string) => `Now drawing from '${source}'\n -InternalBattery-0 (id=1234)\t80%; discharging; 4:02 remaining\n`;
  expect(pmsetTellsBattery(lines('Battery Power'))).toBe(true);
  expect(pmsetTellsBattery(lines('AC Power'))).toBe(false);
  expect(pmsetTellsBattery('')).toBe(false);
});

test('The status of its batteries tells whether a Windows machine runs on battery', () => {
  expect(windowsTellsBattery('1\r\n')).toBe(true);
  expect(windowsTellsBattery('3\r\n1\r\n')).toBe(true);
  expect(windowsTellsBattery('2\r\n')).toBe(false);
  expect(windowsTellsBattery('11\r\n')).toBe(false);
  expect(windowsTellsBattery('')).toBe(false);
});

describe('a battery', () => {
  test('is checked in the background, and not each time somebody asks', async () => {
    let checks = 0;
    const watched = new Battery(async () => {
      checks += 1;
      return true;
    });
    expect(watched.isInUse).toBe(false);
    await setImmediate();
    expect([watched.isInUse, watched.isInUse]).toEqual([true, true]);
    expect(checks).toBe(1);
  });

  test('is not in use where nobody can tell', async () => {
    const unknown = new Battery(() => Promise.reject(new Error('no such command')));
    expect(unknown.isInUse).toBe(false);
    await setImmediate();
    expect(unknown.isInUse).toBe(false);
  });

  test('of this machine can be asked for', async () => {
    expect(typeof new Battery().isInUse).toBe('boolean');
  });
});
