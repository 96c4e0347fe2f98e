import type { Redis } from 'ioredis';
import { machineKey, machinesKey } from './queueNames';

/** What a machine tells about itself, about once a second. */
export interface MachineStatus {
  readonly name: string;
  /** Worker threads. */
  readonly threads: number;
  /** Rises with each message. */
  readonly signs: number;
  /** Files done since the machine was started. */
  readonly files: number;
  /** Time with at least one file in progress, in ms. */
  readonly busyMs: number;
  /** By run: the id of its oldest task in progress. */
  readonly tasks: Readonly<Record<string, number>>;
}

/** A machine that says nothing for this long is gone, in ms. */
const goneMs = 15_000;

/** Tells what a machine does. */
export async function tellStatus(redis: Redis, root: string, status: MachineStatus): Promise<void> {
  await redis.multi().sadd(machinesKey(root), status.name).set(machineKey(root, status.name), JSON.stringify(status), 'PX', goneMs).exec();
}

/** Takes a machine off the board. */
export async function leave(redis: Redis, root: string, name: string): Promise<void> {
  await redis.multi().srem(machinesKey(root), name).del(machineKey(root, name)).exec();
}

/** The machines that work on a root, by name. */
export async function readMachines(redis: Redis, root: string): Promise<MachineStatus[]> {
  const names = (await redis.smembers(machinesKey(root))).sort();
  if (names.length === 0) return [];
  const texts = await redis.mget(names.map((name) => machineKey(root, name)));
  const gone = names.filter((_, index) => texts[index] === null);
  if (gone.length > 0) await redis.srem(machinesKey(root), ...gone);
  return texts.flatMap((text) => (text === null ? [] : [JSON.parse(text as string) as MachineStatus]));
}
