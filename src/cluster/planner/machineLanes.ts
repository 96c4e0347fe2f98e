import type { Redis } from 'ioredis';
import type { WorkerStatus } from '../../shared/run/run';
import { type MachineStatus, readMachines } from '../queue/machineBoard';

/** The machines of a cluster as the workers of a run: each keeps its number while the run goes on. */
export class MachineLanes {
  #machines: readonly MachineStatus[] = [];
  readonly #numbers = new Map<string, number>();
  /** By machine: what it had done when the run began. */
  readonly #before = new Map<string, MachineStatus>();
  #run = '';

  constructor(
    readonly redis: Redis,
    readonly root: string,
  ) {}

  /** @param run id of the run that begins */
  begin(run: string): void {
    if (this.#run === run) return;
    this.#run = run;
    this.#numbers.clear();
    this.#before.clear();
  }

  /** Reads the board. */
  async read(): Promise<readonly MachineStatus[]> {
    if (this.redis.status === 'ready') this.#machines = await readMachines(this.redis, this.root);
    for (const machine of this.#machines) {
      if (!this.#numbers.has(machine.name)) this.#numbers.set(machine.name, this.#numbers.size);
      if (!this.#before.has(machine.name)) this.#before.set(machine.name, machine);
    }
    return this.#machines;
  }

  /** The number of a machine in this run; -1 for one that is not known. */
  numberOf(name: string): number {
    return this.#numbers.get(name) ?? -1;
  }

  /** What the machines do, as of the last reading. */
  status(): WorkerStatus[] {
    return this.#machines
      .map(({ name, signs, files, busyMs, tasks }) => {
        const before = this.#before.get(name);
        return {
          worker: this.numberOf(name),
          name,
          task: tasks[this.#run] ?? -1,
          signs,
          bytesRead: 0,
          files: Math.max(0, files - (before?.files ?? 0)),
          busyMs: Math.max(0, busyMs - (before?.busyMs ?? 0)),
        };
      })
      .sort((a, b) => a.worker - b.worker);
  }
}
