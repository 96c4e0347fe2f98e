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
  #signs = 0;

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
  async read(): Promise<void> {
    if (this.redis.status === 'ready') this.#machines = await readMachines(this.redis, this.root);
    for (const machine of this.#machines) {
      this.numberOf(machine.name);
      if (!this.#before.has(machine.name)) this.#before.set(machine.name, machine);
    }
  }

  /** Worker threads of all machines. */
  get threads(): number {
    return this.#machines.reduce((sum, machine) => sum + machine.threads, 0);
  }

  /** The number of a machine in this run. */
  numberOf(name: string): number {
    const number = this.#numbers.get(name) ?? this.#numbers.size;
    this.#numbers.set(name, number);
    return number;
  }

  /** What the machines do, as of the last reading. Each of them ends a file that takes too long itself, so there always is a sign. */
  status(): WorkerStatus[] {
    this.#signs += 1;
    return this.#machines
      .map(({ name, files, busyMs, tasks }) => {
        const before = this.#before.get(name);
        return {
          worker: this.numberOf(name),
          name,
          task: tasks[this.#run] ?? -1,
          signs: this.#signs,
          bytesRead: 0,
          files: Math.max(0, files - (before?.files ?? 0)),
          busyMs: Math.max(0, busyMs - (before?.busyMs ?? 0)),
        };
      })
      .sort((a, b) => a.worker - b.worker);
  }
}
