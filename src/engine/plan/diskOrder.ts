import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { platform } from 'node:process';
import * as l10n from '@vscode/l10n';
import type { ReadOrder } from '../../shared/run/inspection';

/** Decides whether files are read in parallel or one at a time. */

/** Major and minor number of a device, as Linux packs them. Source: `gnu_dev_major` and `gnu_dev_minor` of the GNU C library. */
function deviceNumbers(dev: bigint): string {
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & 0xfffff000n);
  const minor = (dev & 0xffn) | ((dev >> 12n) & 0xffffff00n);
  return `${major}:${minor}`;
}

/** Where Linux describes its block devices. */
const linuxDevices = '/sys/dev/block';

/** Disks of virtual machines, which report themselves as hard disks unless their host says otherwise. */
const virtualDevice = /\/virtio|\/vbd-|\/vmbus/i;
const virtualMaker = /qemu|vmware|virtual|msft|google|amazon|xen/i;

/**
 * Whether a disk spins; undefined when the system does not say. Only Linux reports it without running another program.
 * @param devices folder of the block devices
 */
export function isSpinning(dev: bigint, devices = linuxDevices): boolean | undefined {
  if (platform !== 'linux') return undefined;
  try {
    const device = realpathSync(join(devices, deviceNumbers(dev)));
    if (virtualDevice.test(device)) return undefined;
    // The folder of a partition is in the folder of its disk, which has the queue.
    for (const folder of [device, dirname(device)]) {
      const text = readIfThere(join(folder, 'queue', 'rotational'));
      if (text === undefined) continue;
      const maker = ['vendor', 'model'].map((name) => readIfThere(join(folder, 'device', name)) ?? '').join(' ');
      return virtualMaker.test(maker) ? undefined : text.trim() === '1';
    }
  } catch {
    // Not a block device: a network disk, a file system in memory, or container layers.
  }
  return undefined;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

/** A decision, and its reason as a sentence for the log. */
export interface ChosenOrder {
  readonly sequential: boolean;
  readonly reason: string;
}

/** @param setting what the user chose @param devices that the files are on */
export function chooseOrder(setting: ReadOrder, devices: Iterable<bigint>): ChosenOrder {
  if (setting === 'sequential') return { sequential: true, reason: l10n.t('Files are read one at a time, as configured.') };
  if (setting === 'parallel') return { sequential: false, reason: l10n.t('Files are read in parallel, as configured.') };
  const kinds = [...devices].map((device) => isSpinning(device));
  if (kinds.includes(true))
    return { sequential: true, reason: l10n.t('Files are read one at a time, in disk order, because the disk is a hard disk.') };
  return kinds.includes(false)
    ? { sequential: false, reason: l10n.t('Files are read in parallel because the disk is a solid-state drive.') }
    : { sequential: false, reason: l10n.t('Files are read in parallel because the kind of disk is unknown.') };
}
