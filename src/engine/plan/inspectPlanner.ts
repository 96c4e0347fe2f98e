import { dirname } from 'node:path';
import type { InspectEntry, InspectRequest, InspectSummary, InspectTask } from '../../shared/run/inspection';
import { chooseOrder } from './diskOrder';
import { entryOf, type ScannedFile } from './scanForInspection';

/** A task with its file's inode. */
interface ReadableFile {
  readonly task: InspectTask;
  readonly ino: bigint;
}

/** Collects scanned files, numbers them, and decides in which order they are read. */
export class InspectPlanner {
  readonly #entries: InspectEntry[] = [];
  readonly #readable: ReadableFile[] = [];
  readonly #devices = new Set<bigint>();

  /** Adds a file to the plan with the next number. */
  add(scanned: ScannedFile): void {
    const entry = entryOf(this.#entries.length, scanned);
    this.#entries.push(entry);
    if ('skip' in scanned) return;
    this.#readable.push({ task: entry as InspectTask, ino: scanned.ino });
    this.#devices.add(scanned.dev);
  }

  /** The number of files, and how they are read. */
  summary(order: InspectRequest['order']): Omit<InspectSummary, 'errors' | 'outside'> {
    const { sequential, reason } = chooseOrder(order, this.#devices);
    return {
      tasks: this.#readable.length,
      skipped: this.#entries.length - this.#readable.length,
      bytes: this.#readable.reduce((sum, { task }) => sum + task.bytes, 0),
      sequential,
      orderReason: reason,
    };
  }

  /** The entries of the plan. Sequential tasks are sorted by folder and inode, which most likely is their order on the disk. */
  ordered(sequential: boolean): InspectEntry[] {
    if (!sequential) return this.#entries;
    const order = (a: ReadableFile, b: ReadableFile) => {
      const [before, after] = [dirname(a.task.source), dirname(b.task.source)];
      return before === after ? Number(a.ino - b.ino) : before < after ? -1 : 1;
    };
    const skips = this.#entries.filter((entry) => 'status' in entry);
    return [...skips, ...this.#readable.sort(order).map(({ task }) => task)];
  }
}
