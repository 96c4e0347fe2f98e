import { describe, expect, test } from 'vitest';
import { SendQueue } from '../../../src/client/runs/sendQueue';
import type { InspectSetup, InspectTask } from '../../../src/shared/run/inspection';

const images: InspectSetup = { runId: 'run', inspection: { kind: 'check' }, timeoutSeconds: 60, sequential: false };

function tasks(...costs: readonly number[]): InspectTask[] {
  return costs.map((cost, id) => ({ id, source: `/${id}`, bytes: 1, mtimeMs: 0, cost, attempt: 0 }));
}

const ids = (sent: readonly { readonly id: number }[]) => sent.map(({ id }) => id);

describe('SendQueue', () => {
  test('sends the largest tasks first, equal ones in the order of the plan', () => {
    expect(ids(new SendQueue(images, tasks(1, 5, 5, 9)).next(1))).toEqual([3, 1, 2, 0]);
  });

  test('sends tasks that are added after those that it had, the largest of them first', () => {
    const queue = new SendQueue(images, tasks(1, 5));
    queue.add(tasks(0, 0, 2, 9).slice(2));
    expect(queue.left).toBe(4);
    expect(ids(queue.next(1))).toEqual([1, 0, 3, 2]);
    expect(queue.next(1)).toEqual([]);
  });

  test('keeps the order of the plan on a hard disk', () => {
    expect(ids(new SendQueue({ ...images, sequential: true }, tasks(1, 5, 9)).next(1))).toEqual([0, 1, 2]);
  });

  test('limits the decoded bytes in flight, and refills when half of them are free', () => {
    const queue = new SendQueue(images, tasks(...Array<number>(6).fill(400_000_000)));
    expect(ids(queue.next(1))).toEqual([0, 1, 2]);
    queue.inFlight.remove(0);
    expect(queue.next(1)).toEqual([]);
    queue.inFlight.remove(1);
    expect(ids(queue.next(1))).toEqual([3, 4]);
    expect(queue.left).toBe(4);
  });

  test('has enough in flight for every lane of many workers', () => {
    const icons = () => new SendQueue(images, tasks(...Array<number>(20_000).fill(36_000)));
    expect(icons().next(2)).toHaveLength(512);
    expect(icons().next(64)).toHaveLength(64 * 256);
    const photos = () => new SendQueue(images, tasks(...Array<number>(500).fill(36_000_000)));
    expect(photos().next(2)).toHaveLength(28);
    expect(photos().next(64).length).toBeGreaterThan(64 * 2);
  });

  test('sends the tasks that a worker had at a crash one at a time, then the others', () => {
    const queue = new SendQueue(images, tasks(4, 3, 2, 1));
    queue.next(1);
    queue.inFlight.markTaken([0, 1]);
    expect(queue.requeue(undefined)).toBeUndefined();
    expect(queue.next(1)).toMatchObject([{ id: 0, attempt: 1 }]);
    expect(queue.next(1)).toEqual([]);
    queue.inFlight.remove(0);
    expect(ids(queue.next(1))).toEqual([1]);
    expect(queue.next(1)).toEqual([]);
    queue.inFlight.remove(1);
    expect(ids(queue.next(1))).toEqual([2, 3]);
  });

  test('sends a stalled task first after a crash', () => {
    const queue = new SendQueue(images, tasks(4, 3, 2));
    queue.next(1);
    queue.inFlight.markTaken([0, 1, 2]);
    queue.requeue(1);
    expect(ids(queue.next(1))).toEqual([1]);
  });

  test('finds the task that crashes the process once it was alone with it', () => {
    const queue = new SendQueue(images, tasks(2, 1));
    queue.next(1);
    queue.inFlight.markTaken([0, 1]);
    queue.requeue(undefined);
    queue.next(1);
    queue.inFlight.markTaken([0]);
    expect(queue.requeue(undefined)).toMatchObject({ id: 0, attempt: 2 });
    expect(ids(queue.remaining())).toEqual([1]);
  });

  test('suspects no task after the process was ended on purpose', () => {
    const queue = new SendQueue(images, tasks(4, 3, 2, 1));
    queue.next(1);
    queue.inFlight.markTaken([0, 1, 2]);
    queue.inFlight.remove(1);
    queue.sendAgain();
    expect(queue.next(1)).toMatchObject([
      { id: 0, attempt: 1 },
      { id: 2, attempt: 1 },
      { id: 3, attempt: 1 },
    ]);
  });

  test('drops a task that has not been sent, also one that is suspected', () => {
    const queue = new SendQueue(images, tasks(4e9, 3, 2));
    expect(ids(queue.next(1))).toEqual([0]);
    expect(queue.drop(0)).toBeUndefined();
    expect(queue.drop(2)).toMatchObject({ id: 2 });
    queue.inFlight.markTaken([0]);
    queue.requeue(undefined);
    expect(queue.drop(0)).toMatchObject({ id: 0, attempt: 1 });
    expect(ids(queue.remaining())).toEqual([1]);
  });
});
