import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Whether this machine draws power from its battery. */

const run = promisify(execFile);

/** A property of a power supply; '' if it has none. Source: Linux, Documentation/ABI/testing/sysfs-class-power. */
async function property(supply: string, name: string): Promise<string> {
  return readFile(join(supply, name), 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
}

/** Whether a battery is discharging while no supply is online. Batteries of devices, such as a mouse, do not count. */
export async function isDischarging(folder = '/sys/class/power_supply'): Promise<boolean> {
  const supplies = (await readdir(folder)).map((name) => join(folder, name));
  const read = (name: string) => Promise.all(supplies.map((supply) => property(supply, name)));
  const [types, scopes, states, online] = await Promise.all(['type', 'scope', 'status', 'online'].map(read));
  const isOwn = (index: number) => scopes?.[index] !== 'Device';
  const battery = types?.some((type, index) => type === 'Battery' && isOwn(index) && states?.[index] === 'Discharging');
  const plugged = types?.some((type, index) => type !== 'Battery' && isOwn(index) && online?.[index] === '1');
  return battery === true && plugged !== true;
}

/** Output of `pmset -g batt`: "Now drawing from 'Battery Power'". */
export function pmsetTellsBattery(output: string): boolean {
  return output.includes("'Battery Power'");
}

/** Asks for the BatteryStatus of Win32_Battery. */
const windowsQuery = '(Get-CimInstance -ClassName Win32_Battery).BatteryStatus';

/** Output of `windowsQuery`: a number for each battery, where 1 means discharging. Without a battery there is none. */
export function windowsTellsBattery(output: string): boolean {
  return output.split(/\s+/).includes('1');
}

async function detect(): Promise<boolean> {
  if (process.platform === 'darwin') return pmsetTellsBattery((await run('pmset', ['-g', 'batt'])).stdout);
  if (process.platform !== 'win32') return isDischarging();
  const options = { windowsHide: true, timeout: 10_000 };
  return windowsTellsBattery((await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', windowsQuery], options)).stdout);
}

/** What was found is valid for this time. */
const validMs = 60_000;

/** Watches the battery while somebody asks. Asking costs nothing and never fails: a check runs in the background. */
export class Battery {
  #checkedAt = Number.NEGATIVE_INFINITY;
  #isInUse = false;

  constructor(readonly check: () => Promise<boolean> = detect) {}

  /** Whether it was in use at the last check. False before the first one, and where that is unknown. */
  get isInUse(): boolean {
    if (performance.now() - this.#checkedAt >= validMs) {
      this.#checkedAt = performance.now();
      void this.check().then(
        (found) => {
          this.#isInUse = found;
        },
        () => {
          this.#isInUse = false;
        },
      );
    }
    return this.#isInUse;
  }
}
