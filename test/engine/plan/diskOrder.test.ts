import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chooseOrder, isSpinning } from '../../../src/engine/plan/diskOrder';
import { place, temporaryFolder } from '../fixtures/runs';

/** Linux's folder of block devices with one disk, 8:0, and its first partition, 8:1. */
function devices(rotational: string, { path = 'pci/ata1/block/sda', model = 'WDC WD40' } = {}): string {
  const root = temporaryFolder();
  place(join(root, path, 'queue', 'rotational'), `${rotational}\n`);
  place(join(root, path, 'device', 'model'), `${model}\n`);
  mkdirSync(join(root, path, 'sda1'));
  mkdirSync(join(root, 'dev'));
  symlinkSync(join(root, path), join(root, 'dev', '8:0'));
  symlinkSync(join(root, path, 'sda1'), join(root, 'dev', '8:1'));
  return join(root, 'dev');
}

const disk = 8n << 8n;
const partition = disk | 1n;

describe.runIf(process.platform === 'linux')('detecting the kind of disk', () => {
  test('a disk and its partitions are recognized as a hard disk', () => {
    const spinning = devices('1');
    expect([disk, partition].map((dev) => isSpinning(dev, spinning))).toEqual([true, true]);
    expect(isSpinning(partition, devices('0'))).toBe(false);
  });

  test('a virtual disk that claims to be a hard disk does not count as one', () => {
    expect(isSpinning(disk, devices('1', { path: 'pci/virtio1/block/sda' }))).toBeUndefined();
    expect(isSpinning(disk, devices('1', { model: 'VMware Virtual S' }))).toBeUndefined();
  });

  test('a device that is not a block device has an unknown kind', () => {
    expect(isSpinning(99n << 8n, devices('1'))).toBeUndefined();
  });
});

test('the setting decides the order, then the disk, and the reason is reported', () => {
  expect(chooseOrder('sequential', [])).toMatchObject({ sequential: true, reason: expect.stringContaining('as configured') });
  expect(chooseOrder('parallel', [disk])).toMatchObject({ sequential: false });
  expect(chooseOrder('auto', [])).toMatchObject({ sequential: false, reason: expect.stringContaining('is unknown') });
});
